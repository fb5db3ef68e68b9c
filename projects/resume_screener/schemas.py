"""What the screener's routes take and give."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from projects.resume_screener.matching import Evidence, Gaps, Importance, Parts, Requirement, Weights
from projects.resume_screener.recommendation import Recommendation, Verdict
from projects.resume_screener.resume import Level, Quality, Resume

MAX_TITLE_CHARS = 200
MAX_REASON_CHARS = 1_000
MAX_NAME_CHARS = 200
MAX_RECEIPT_CHARS = 2_000
MAX_SKILLS = 500
NO_NUL = r"^[^\x00]*$"
"""PostgreSQL stores every character but this one."""
JOB_AD = "Data engineer\nMust have: Python, SQL, Airflow and 3 years of experience.\nNice to have: Kafka, dbt."
A_RESUME = "Experience\nData engineer, Example Ltd, 2019 - 2024\nBuilt pipelines with Python, SQL and Airflow."


def _from_json(value: object) -> object:
    """A form has no objects, so it sends them as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError('send it as JSON, such as {"coverage": 2, "text": 1}') from None


Text = Annotated[str, StringConstraints(pattern=NO_NUL)]
Title = Annotated[Text, StringConstraints(strip_whitespace=True, max_length=MAX_TITLE_CHARS)]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["5d41402abc4b2a76b9719d911017c592"])]
SkillId = Annotated[Text, Field(min_length=1, max_length=300, examples=["tech:python"])]
SkillIds = Annotated[list[SkillId], Field(max_length=MAX_SKILLS)]


class Request(BaseModel):
    """Unknown fields are refused, so that a misspelt option is an error and not silence."""

    model_config = ConfigDict(extra="forbid")


class ParseRequest(Request):
    """One resume: as text here, or as the file of a form."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": A_RESUME, "blind": False}]})

    text: Text | None = None
    blind: bool = Field(True, description="take out what tells who somebody is, before anything is read from it")


class RankRequest(Request):
    """A job, as text or as the id of a stored one, and resumes: files of a form, texts, ids of stored ones."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"job": JOB_AD, "texts": [A_RESUME]}]})

    job: Text | None = Field(None, description="text of the advertisement")
    job_id: Id | None = Field(None, description="of POST /v1/jobs; then candidates come with receipts for decisions")
    title: Title | None = Field(None, description="of the job; left out: read from the text")
    texts: list[Text] = Field(default_factory=list, description="resumes as text; they come behind the files")
    resume_ids: list[Id] = Field(default_factory=list, description="of POST /v1/resumes")
    weights: Annotated[Weights | None, BeforeValidator(_from_json)] = Field(
        None, description="how much each part of the score counts; left out: as learnt"
    )
    must: SkillIds = Field(default_factory=list, description="ids of requirements to count as musts")
    nice: SkillIds = Field(default_factory=list, description="ids of requirements to count as nice to have")
    blind: bool = Field(True, description="names, contacts, schools and the like are neither scored nor answered")

    @model_validator(mode="after")
    def _one_job(self) -> Self:
        if (self.job is None) == (self.job_id is None):
            raise ValueError("send job, the text of an advertisement, or job_id; one of the two")
        if self.job_id is not None and self.title is not None:
            raise ValueError("a stored job has its own title: send title with job only")
        return self

    @model_validator(mode="after")
    def _one_importance(self) -> Self:
        if both := set(self.must) & set(self.nice):
            raise ValueError(f"a requirement is a must or nice to have, not both: {', '.join(sorted(both))}")
        return self

    @property
    def importance(self) -> dict[str, Importance]:
        """What was set by hand, by id of the requirement."""
        return {**dict.fromkeys(self.must, Importance.MUST), **dict.fromkeys(self.nice, Importance.NICE)}


class StoreRequest(Request):
    """Resumes to store: the files of a form, or texts."""

    texts: list[Text] = Field(default_factory=list)


class NewJob(Request):
    """A job to store."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": JOB_AD}]})

    text: Text
    title: Title | None = None
    importance: dict[SkillId, Importance] = Field(default_factory=dict, max_length=MAX_SKILLS)


class JobChange(Request):
    """What is set by hand; it takes the place of all that was set before."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"importance": {"tech:apache-kafka": "must"}}]}
    )

    importance: dict[SkillId, Importance] = Field(max_length=MAX_SKILLS)


class NewDecision(Request):
    """What a person decided on a candidate, whom the receipt names together with what the person was shown."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"receipt": "AbCd…", "decision": "advance", "reason": "Led the same migration.", "decided_by": "r-17"}
            ]
        },
    )

    receipt: Annotated[str, Field(min_length=1, max_length=MAX_RECEIPT_CHARS)]
    decision: Verdict
    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=MAX_REASON_CHARS)] | None = Field(
        None, description="needed for a decision against the recommendation; stored encrypted"
    )
    decided_by: Annotated[Text, StringConstraints(min_length=1, max_length=MAX_NAME_CHARS)] | None = Field(
        None, description="who you are; only a keyed hash of it is kept. Left out: a hash of the API key"
    )


class ModelRef(BaseModel):
    """Which model answered."""

    name: str
    version: str


class ParseResponse(BaseModel):
    """A resume, parsed. With ``blind`` its text has placeholders such as [NAME], and all spans stand in that text."""

    resume: Resume
    level: Level = Field(description="0 none, 1 secondary, 2 short cycle, 3 bachelor, 4 master, 5 doctorate")
    blind: bool
    model: ModelRef


class JobView(BaseModel):
    """What a job was understood to ask for. Spans stand in its text."""

    job_id: str | None
    title: str | None
    requirements: list[Requirement]
    minimum_years: int | None
    minimum_level: Level
    warnings: list[str]
    reliability: Parts = Field(description="how far each part of a score can be trusted for this job")


class StoredJob(JobView):
    """A stored job; ``importance`` is what was set by hand."""

    text: str
    importance: dict[str, Importance]
    created_at: datetime


class JobSummary(BaseModel):
    """A stored job without its requirements."""

    job_id: str
    title: str | None
    created_at: datetime


class JobList(BaseModel):
    """The latest jobs, newest first."""

    jobs: list[JobSummary]


class Candidate(BaseModel):
    """A resume in a ranking. ``score`` is the sum of ``parts`` times ``shares``."""

    rank: int = Field(ge=1, description="equal scores share one")
    label: str = Field(description="the same as long as the same resumes are sent in the same order")
    resume_id: str = Field(description="a keyed hash of the file, whether it is stored or not")
    file_index: int | None = Field(description="place among the files, then the texts, from 0; null: a stored resume")
    name: str | None = Field(description="null in blind mode, and where none was found")
    score: float = Field(ge=0, le=1)
    probability: float = Field(
        ge=0,
        le=1,
        description="that the resume is of the occupation that the job is of, calibrated on constructed pairs; it says "
        "nothing of who will do well, and does not change with the weights",
    )
    recommendation: Recommendation
    parts: Parts
    shares: Parts
    must_coverage: float | None = Field(description="share of the musts that is shown; null: there are none")
    months: int = Field(description="of experience")
    level: Level
    evidence: list[Evidence] = Field(description="one for each requirement; its sentences are from the scored text")
    gaps: Gaps
    quality: Quality
    receipt: str | None = Field(description="for POST /v1/decisions; null unless the job is a stored one")


class Failed(BaseModel):
    """A file that could not be read, and what to do."""

    file_index: int
    code: str
    message: str


class Duplicate(BaseModel):
    """A file that is the same, byte for byte, as another of these resumes: it is ranked once."""

    file_index: int
    resume_id: str


class RankResponse(BaseModel):
    """The candidates, best first, and the files that are not among them."""

    request_id: str
    job: JobView
    weights: Weights
    blind: bool
    candidates: list[Candidate]
    failed: list[Failed]
    duplicates: list[Duplicate]
    model: ModelRef


class ResumeRef(BaseModel):
    """That a resume is stored, and when it will be deleted."""

    resume_id: str
    created_at: datetime
    expires_at: datetime


class StoredResume(ResumeRef):
    """A stored resume."""

    resume: Resume
    blind: bool


class ResumeList(BaseModel):
    """The latest resumes, newest first."""

    resumes: list[ResumeRef]


class Intake(BaseModel):
    """What was stored of the files that were sent; a file that was stored before begins its time anew."""

    stored: list[ResumeRef]
    failed: list[Failed]
    duplicates: list[Duplicate]


class Decision(BaseModel):
    """A line of the log: what was decided, and what the service had shown for it."""

    decision_id: str
    job_id: str
    resume_id: str
    decision: Verdict
    override: bool
    reason: str | None = Field(description="null as well once the resume has been deleted")
    decided_by: str = Field(description="a pseudonym")
    decided_at: datetime
    rank: int
    score: float
    probability: float
    recommendation: Recommendation
    blind: bool
    model_version: str


class DecisionList(BaseModel):
    """Every decision on a job, in the order they were made."""

    decisions: list[Decision]


class AuditResponse(BaseModel):
    """The published fairness audit of this code, as ``python -m projects.resume_screener audit`` wrote it."""

    audit: dict[str, Any]


Format = Literal["json", "csv"]
