"""What the recommender's routes take and give."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from projects.recommender.data import ids
from projects.recommender.model.ranking import K

MAX_K = 100
MAX_HISTORY = 500
CLOCK_SKEW = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _not_reserved(user_id: str) -> str:
    if ids.is_reserved(user_id):
        raise ValueError(f"a user id can't begin with {ids.RESERVED!r}")
    return user_id


Id = Annotated[str, Field(min_length=1, max_length=ids.MAX_LENGTH, pattern=ids.PRINTABLE)]
ItemId = Annotated[Id, Field(examples=["50"])]
UserId = Annotated[Id, AfterValidator(_not_reserved), Field(examples=["196"])]
FeedbackKind = Literal["like", "dislike", "watch"]
Strategy = Literal["personalised", "popular"]


class Request(BaseModel):
    """Unknown fields are refused, so that a misspelt option is an error and not silence."""

    model_config = ConfigDict(extra="forbid")


class Rules(Request):
    """Business rules: hard limits that no score can overrule."""

    include_genres: frozenset[str] = Field(frozenset(), max_length=20, description="at least one of these")
    exclude_genres: frozenset[str] = Field(frozenset(), max_length=20, description="none of these")
    exclude_items: frozenset[ItemId] = Field(frozenset(), max_length=1000, description="e.g. already shown")
    year_from: int | None = Field(None, ge=1850, le=2200)
    year_to: int | None = Field(None, ge=1850, le=2200)
    max_per_genre: int | None = Field(None, ge=1, le=MAX_K, description="quota of each genre in the answer")

    @model_validator(mode="after")
    def _ordered_years(self) -> "Rules":
        if self.year_from is not None and self.year_to is not None and self.year_from > self.year_to:
            raise ValueError("year_from is after year_to")
        return self


class RecommendationRequest(Request):
    """Who is asking: a ``user_id``, a ``history`` of items (latest last), both, or neither."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"user_id": "196", "k": 5},
                {"history": ["50", "172", "181"], "k": 5, "diversity": 0.2},
                {"k": 5, "rules": {"exclude_genres": ["Horror"], "year_from": 1980}},
            ]
        },
    )

    user_id: UserId | None = None
    history: list[ItemId] = Field(default_factory=list, max_length=MAX_HISTORY, description="ids, oldest first")
    k: int = Field(K, ge=1, le=MAX_K, description="how many items to return")
    diversity: float | None = Field(
        None, ge=0, le=1, description="0: best scores; 1: least alike (MMR). Left out: the experiment decides"
    )
    rules: Rules = Field(default_factory=Rules)


class Item(BaseModel):
    """One entry of the catalogue."""

    item_id: str
    title: str
    year: int | None
    genres: list[str]


class Reason(BaseModel):
    """An item of the user's history and the part of the score that comes from it."""

    item_id: str
    title: str
    contribution: float


class RecommendedItem(Item):
    """``score`` is comparable within one answer only."""

    rank: int = Field(ge=1)
    score: float
    because: list[Reason] = Field(description="the strongest reasons, at most three; empty when not personalised")


class ModelRef(BaseModel):
    """Which model answered."""

    name: str
    version: str


class Assignment(BaseModel):
    """The arm of a running experiment that this user is in."""

    experiment: str
    variant: str


class RecommendationResponse(BaseModel):
    """``strategy`` says whether the answer is personal or the fallback for somebody without a history."""

    items: list[RecommendedItem]
    strategy: Strategy
    diversity: float
    assignment: Assignment | None
    model: ModelRef


class ItemList(BaseModel):
    """A page of the catalogue."""

    items: list[Item]
    model: ModelRef


class SimilarItem(Item):
    """``similarity`` is a cosine in [-1, 1]."""

    similarity: float


class SimilarResponse(BaseModel):
    """Neighbours of one item, nearest first."""

    item_id: str
    items: list[SimilarItem]
    model: ModelRef


class FeedbackEvent(Request):
    """What a user did. Sending the same ``event_id`` again changes nothing."""

    event_id: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$", examples=["3f2a9c51-77aa"])
    user_id: UserId
    item_id: ItemId
    kind: FeedbackKind
    occurred_at: AwareDatetime | None = Field(None, description="with a UTC offset; left out: now")
    request_id: str | None = Field(
        None, pattern=r"^[A-Za-z0-9._-]{1,64}$", description="X-Request-ID of the answer that this is a reaction to"
    )

    @model_validator(mode="after")
    def _plausible_time(self) -> "FeedbackEvent":
        if self.occurred_at is not None and self.occurred_at > datetime.now(UTC) + CLOCK_SKEW:
            raise ValueError("occurred_at lies in the future; check the clock or the UTC offset of the sender")
        if self.occurred_at is not None and self.occurred_at < EPOCH:
            raise ValueError("occurred_at lies before 1970; check the clock of the sender")
        return self


class FeedbackResponse(BaseModel):
    """``recorded`` is false when the event was known already."""

    event_id: str
    recorded: bool


class ExplanationRequest(Request):
    """For whom (``user_id`` or ``history``, at least one) and which item."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"history": ["50", "172"], "item_id": "181"}]}
    )

    user_id: UserId | None = None
    history: list[ItemId] = Field(default_factory=list, max_length=MAX_HISTORY)
    item_id: ItemId


class ExplanationResponse(BaseModel):
    """``baseline`` plus all contributions is ``score``."""

    item: Item
    score: float
    baseline: float
    contributions: list[Reason] = Field(description="every item of the history, strongest first")
    model: ModelRef


class Variant(BaseModel):
    """One arm: its share of the users and the diversity it serves."""

    name: str
    share: float
    diversity: float


class Experiment(BaseModel):
    """A running A/B test."""

    name: str
    question: str
    variants: list[Variant]


class ExperimentList(BaseModel):
    """All running experiments."""

    experiments: list[Experiment]


class VariantResult(BaseModel):
    """``rate`` is the share of exposed users who liked something afterwards."""

    name: str
    exposed_users: int
    converted_users: int
    rate: float | None


class ExperimentResult(BaseModel):
    """Difference of treatment and control with its 95% interval; None while too few users were exposed."""

    experiment: str
    variants: list[VariantResult]
    difference: float | None
    low: float | None
    high: float | None
    sample_ratio_p_value: float | None = Field(description="below 0.001 the assignment itself is broken")
    verdict: Literal["too_few_users", "sample_ratio_mismatch", "no_difference", "better", "worse"]
