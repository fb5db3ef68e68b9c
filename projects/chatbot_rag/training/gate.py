"""The gate against missing evidence: fitted on questions of its own, its threshold chosen on half of the golden set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.evaluate.golden import read_questions
from projects.chatbot_rag.evaluate.handbook import Handbook, open_handbook
from projects.chatbot_rag.evidence import features
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.model.gate import FEATURES, Gate
from shared.encoder.protocol import Encoder

QUESTIONS_FILE = Path(__file__).with_name("questions.jsonl")
ANSWERED = 0.92
"""Share of the answerable questions of the golden set's ``dev`` half that the threshold lets pass."""


class GateQuestion(BaseModel):
    """A question that the handbook answers, in ``quote`` of the first of ``articles``, or does not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Literal["answerable", "unanswerable"]
    question: str
    articles: tuple[str, ...]
    quote: str
    why: str


@dataclass(frozen=True)
class Example:
    """What the search shows for a question, and whether there is an answer."""

    features: dict[str, float]
    has_answer: bool


def read_gate_questions(path: Path = QUESTIONS_FILE) -> tuple[GateQuestion, ...]:
    """Return the questions that the gate is fitted on; the golden set has none of them."""
    return tuple(GateQuestion.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines())


def calibrate(encoder: Encoder, fusion: Fusion, *, passages: int, folder: Path) -> Gate:
    """Fit a gate for an encoder; ``passages`` are looked at, as in serving. ``folder`` keeps the handbook's index."""
    with open_handbook(encoder, fusion, folder) as handbook:
        vectors = TextVectors(encoder, entries=100_000)
        training = list(_training(handbook, vectors, passages))
        development = list(_development(handbook, vectors, passages))
    return with_threshold(fit(training), development, answered=ANSWERED)


def fit(examples: Sequence[Example]) -> Gate:
    """Fit the logistic regression; both kinds of question count as much."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    measured = np.array([[example.features[name] for name in FEATURES] for example in examples])
    labels = np.array([example.has_answer for example in examples])
    scaler = StandardScaler().fit(measured)
    regression = LogisticRegression(class_weight="balanced").fit(scaler.transform(measured), labels)
    return Gate(
        weights=_by_name(regression.coef_[0]),
        means=_by_name(scaler.mean_),
        scales=_by_name(scaler.scale_),
        bias=float(regression.intercept_[0]),
    )


def with_threshold(gate: Gate, examples: Sequence[Example], *, answered: float) -> Gate:
    """Return the gate with the highest threshold that lets at least this share of the answerable ones pass."""
    passing = sorted(gate.probability(example.features) for example in examples if example.has_answer)
    return gate.model_copy(update={"threshold": passing[int((1 - answered) * len(passing))]})


def _training(handbook: Handbook, vectors: TextVectors, passages: int) -> Iterator[Example]:
    for asked in read_gate_questions():
        yield _example(handbook, vectors, asked.question, passages, has_answer=asked.kind == "answerable")


def _development(handbook: Handbook, vectors: TextVectors, passages: int) -> Iterator[Example]:
    for asked in read_questions("dev"):
        if asked.kind != "adversarial":
            yield _example(handbook, vectors, asked.standalone, passages, has_answer=asked.has_answer)


def _example(handbook: Handbook, vectors: TextVectors, question: str, passages: int, *, has_answer: bool) -> Example:
    result = handbook.index.search(question, EVERYBODY, passages)
    return Example(features(question, result.query_vector, result.hits, vectors), has_answer)


def _by_name(values: Sequence[float]) -> dict[str, float]:
    return {name: float(value) for name, value in zip(FEATURES, values, strict=True)}
