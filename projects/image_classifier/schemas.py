"""What the image classifier's routes take and give. Pictures themselves come as raw bytes or as files of a form."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

CLOCK_SKEW = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Rejected = Literal["blank", "unfamiliar", "unsure"]


class ModelRef(BaseModel):
    """Which model answered."""

    name: str
    version: str


class LabelProbability(BaseModel):
    """One class and its calibrated probability."""

    label: str
    probability: float = Field(ge=0, le=1)


class Classification(BaseModel):
    """What a picture shows, or why the model does not say.

    A rejected picture keeps its numbers: ``label`` is then the nearest class, not an answer.
    """

    request_id: str = Field(description="name this one when you send feedback")
    label: str
    confidence: float = Field(ge=0, le=1, description="calibrated probability of the label")
    rejected: Rejected | None = Field(
        description="blank: nothing to see; unfamiliar: unlike the training pictures; unsure: several classes fit"
    )
    reason: str | None = Field(description="the rejection in a sentence")
    probabilities: list[LabelProbability] = Field(description="every class, the most probable first")
    energy: float = Field(description="log-sum-exp of the logits: low for what is unlike the training pictures")
    contrast: float = Field(description="standard deviation of the pixels that the model saw, 0 to 127.5")


class ClassificationResponse(Classification):
    """The answer for one picture."""

    model: ModelRef


class FileResult(BaseModel):
    """One file of a batch: its classification, or what is wrong with the file."""

    file: str = Field(description="the file name as it was sent")
    classification: Classification | None
    problem: str | None


class BatchResponse(BaseModel):
    """One result a file, in the order in which they were sent."""

    results: list[FileResult]
    model: ModelRef


class LabelList(BaseModel):
    """The classes that the model knows."""

    labels: list[str]
    model: ModelRef


class Sample(BaseModel):
    """A picture to try: ``GET /v1/samples/{name}``."""

    name: str


class SampleList(BaseModel):
    """Pictures to try."""

    samples: list[Sample]


class FeedbackEvent(BaseModel):
    """What a picture really shows. Sending the same ``event_id`` again changes nothing."""

    model_config = ConfigDict(extra="forbid")

    event_id: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$", examples=["3f2a9c51-77aa"])
    request_id: str = Field(
        pattern=r"^[A-Za-z0-9._-]{1,72}$",
        description="request_id of the classification that this is about",
        examples=["5d41402abc4b2a76b9719d911017c592"],
    )
    label: str = Field(max_length=256, description="the right class, one of GET /v1/labels", examples=["Ankle boot"])
    occurred_at: AwareDatetime | None = Field(None, description="with a UTC offset; left out: now")

    @field_validator("occurred_at")
    @classmethod
    def _plausible_time(cls, time: datetime | None) -> datetime | None:
        if time is not None and time > datetime.now(UTC) + CLOCK_SKEW:
            raise ValueError("lies in the future; check the clock or the UTC offset of the sender")
        if time is not None and time < EPOCH:
            raise ValueError("lies before 1970; check the clock of the sender")
        return time


class FeedbackResponse(BaseModel):
    """``recorded`` is false when the event was known already."""

    event_id: str
    recorded: bool
