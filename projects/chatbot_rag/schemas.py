"""What the assistant's routes take and give."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from projects.chatbot_rag.answer import Refusal, Writer

MAX_HISTORY = 100
MAX_TURN_CHARS = 20_000
MAX_COMMENT_CHARS = 1_000
MAX_HITS = 50
MAX_QUERY_CHARS = 2_000
MAX_CONTEXT_CHARS = 5_000
NO_NUL = r"^[^\x00]*$"
"""PostgreSQL stores every character but this one."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=NO_NUL)]
EventId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$", examples=["3f2a9c51-77aa"])]
RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$", examples=["5d41402abc4b2a76b9719d911017c592"])]
SessionId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
JobState = Literal["queued", "running", "done", "failed"]


class Request(BaseModel):
    """Unknown fields are refused, so that a misspelt option is an error and not silence."""

    model_config = ConfigDict(extra="forbid")


class HistoryTurn(Request):
    """A turn that came before the question."""

    role: Literal["user", "assistant"]
    content: Annotated[str, Field(min_length=1, max_length=MAX_TURN_CHARS, pattern=NO_NUL)]


class ChatRequest(Request):
    """A question, and what it may refer to: a session that the service remembers, or a history that you send."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"question": "Why does a random forest not overfit when I add trees?"},
                {"question": "Why does dropout help?", "stream": True},
                {
                    "question": "And what does it cost?",
                    "history": [{"role": "user", "content": "How does cross-validation work?"}],
                    "trace": True,
                },
            ]
        },
    )

    question: Text
    session_id: SessionId | None = Field(None, description="from POST /v1/sessions; the turn is added to it")
    history: list[HistoryTurn] = Field(
        default_factory=list, max_length=MAX_HISTORY, description="oldest first; instead of a session"
    )
    stream: bool = Field(False, description="answer with server-sent events, as Accept: text/event-stream does")
    trace: bool = Field(False, description="tell what was found, with its scores, and how long each stage took")

    @model_validator(mode="after")
    def _one_past(self) -> Self:
        if self.session_id is not None and self.history:
            raise ValueError("send session_id or history, not both")
        return self


class ModelRef(BaseModel):
    """Which model answered."""

    name: str
    version: str


class Passage(BaseModel):
    """Where something stands: ``text[start:end]`` of a document, below these headings, outermost first."""

    chunk_id: str
    document_id: str
    title: str
    headings: list[str]
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Citation(Passage):
    """What a sentence stands on. The server took ``quote`` out of the document itself: it is there, word for word."""

    number: int = Field(ge=1, description="the n of [n] in the answer")
    quote: str


class Sentence(BaseModel):
    """A sentence of the answer, without markers, and the numbers of its citations."""

    text: str
    citations: list[int]


class Hit(Passage):
    """A passage that was found. Scores compare within one search only; null: not found by that leg."""

    text: str
    score: float = Field(description="fused")
    dense: float | None = Field(description="cosine of the embeddings")
    sparse: float | None = Field(description="BM25")


class Trace(BaseModel):
    """How the passages were found."""

    hits: list[Hit]
    stages: dict[str, float] = Field(description="milliseconds by stage")
    index_version: int
    index_revision: int
    degraded: str | None = Field(description="what the search had to do without; null: nothing")


class ChatResponse(BaseModel):
    """An answer whose every sentence is backed by a quote, or a refusal that says why."""

    request_id: str = Field(description="name this one when you send feedback")
    status: Literal["answered", "refused"]
    refusal: Refusal | None = Field(
        description="no_evidence: the documents do not answer it; unsupported_language: the question is in a language "
        "the search does not know; empty_index: there is no document yet"
    )
    reason: str | None = Field(description="the refusal in a sentence")
    answer: str = Field(description="the sentences as one text with markers like [1]; empty when refused")
    sentences: list[Sentence]
    citations: list[Citation]
    question: str = Field(description="the question as it was understood: a follow-up is made to stand alone")
    rewritten: bool
    confidence: float = Field(ge=0, le=1, description="calibrated probability that the passages hold the answer")
    writer: Writer
    cached: bool
    dropped_sentences: int = Field(ge=0, description="sentences of a language model that no passage supported")
    session_id: str | None
    trace: Trace | None = Field(description="null unless asked for")
    model: ModelRef


class SearchResponse(BaseModel):
    """What a question finds, best first, without an answer."""

    query: str
    trace: Trace
    model: ModelRef


class SessionCreated(BaseModel):
    """A conversation that is remembered until it is deleted. Whoever may use it needs this id."""

    session_id: str


class SessionTurn(BaseModel):
    """A turn of a session; ``answer`` is the whole answer of an assistant's turn."""

    role: Literal["user", "assistant"]
    content: str
    answer: ChatResponse | None
    created_at: datetime


class SessionResponse(BaseModel):
    """A conversation, oldest turn first."""

    session_id: str
    turns: list[SessionTurn]


class JobError(BaseModel):
    """Why a job failed, and what to do."""

    code: str
    message: str


class Job(BaseModel):
    """Work on a document: reading, cutting and embedding it, or taking it out of the index."""

    job_id: str
    kind: Literal["ingest", "sync"]
    name: str
    access: str
    state: JobState
    stage: str
    done: int = Field(description="progress of the stage")
    total: int = Field(description="what done will be at its end; 0: not known yet")
    error: JobError | None
    document_id: str | None
    created_at: datetime
    finished_at: datetime | None


class JobList(BaseModel):
    """Jobs, the latest first."""

    jobs: list[Job]


class Document(BaseModel):
    """A document that the caller may see."""

    document_id: str
    name: str
    title: str
    access: str
    origin: Literal["uploaded", "corpus"] = Field(description="corpus: from the folder that was read at the start")
    media_type: str
    revision: int
    chunks: int = Field(description="passages in the index; 0 until it has been embedded")
    restorable: bool = Field(description="whether POST …/rollback has a revision to go back to")
    updated_at: datetime


class DocumentList(BaseModel):
    """Every document that the caller may see, by name."""

    documents: list[Document]
    labels: list[str] = Field(description="labels that the caller holds, and may give to a document")


class DocumentText(BaseModel):
    """A passage and what stands around it. ``before`` + ``passage`` + ``after`` is one stretch of the document."""

    document_id: str
    title: str
    name: str
    revision: int
    start: int
    end: int
    before: str
    passage: str
    after: str
    more: bool = Field(description="whether the document goes on behind ``after``")


class IndexVersion(BaseModel):
    """A version of the index and what it was made with."""

    version: int
    state: Literal["building", "active", "ready", "retired"]
    revision: int
    chunks: int
    encoder_sha256: str
    dimension: int
    chunker: str
    corpus_sha256: str
    created_at: datetime
    activated_at: datetime | None


class IndexResponse(BaseModel):
    """The versions, the latest first; ``active`` is the one that searches use."""

    active: int
    revision: int
    chunks: int
    degraded: str | None
    versions: list[IndexVersion]


class FeedbackEvent(Request):
    """Whether an answer helped. An ``event_id`` counts once, however often it is sent."""

    event_id: EventId
    request_id: RequestId = Field(description="request_id of the answer that this is about")
    kind: Literal["up", "down"]
    comment: Annotated[str, Field(max_length=MAX_COMMENT_CHARS, pattern=NO_NUL)] | None = Field(
        None, description="kept in the service's database with the id of the answer, and written to no log"
    )


class FeedbackResponse(BaseModel):
    """``recorded`` is false when the event was known already."""

    event_id: str
    recorded: bool
