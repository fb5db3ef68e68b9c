"""Whether the assistant knows when it does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.evaluate.golden import Evidence, Question
from projects.chatbot_rag.evaluate.retrieval import as_served
from projects.chatbot_rag.evidence import features
from projects.chatbot_rag.index import SearchResult
from shared.evaluation import Column, Interval, Metric, Row, Table, bootstrap_mean, bootstrap_statistic
from shared.evaluation.classification import auroc

DEPTH = 60
OFF_TOPIC = "off-"
"""How the ids of questions begin that have nothing to do with the handbook."""
ALL, OFF, NEAR, REMOVED = "no answer, all", "no answer, off topic", "no answer, near the topic", "answer removed"


@dataclass(frozen=True)
class Confidences:
    """How confident the assistant and the cosine of the best passage are: [n] each, for a set of questions."""

    gate: NDArray[np.float64]
    cosine: NDArray[np.float64]


def confidences(assistant: Assistant, evidence: Evidence, questions: Sequence[Question]) -> Mapping[str, Confidences]:
    """Return the confidences for questions with an answer (``answer``), without one, and with the answer removed."""
    understood = as_served(assistant)
    asked = {question: understood(question) for question in questions}
    searched = {question: assistant.index.search(text, EVERYBODY, DEPTH) for question, text in asked.items()}
    groups: dict[str, list[tuple[float, float]]] = {name: [] for name in ("answer", ALL, OFF, NEAR, REMOVED)}
    for question, found in searched.items():
        if question.has_answer:
            groups["answer"].append(_judge(assistant, asked[question], found, frozenset()))
            gold = frozenset(evidence.documents[article] for article in question.articles)
            groups[REMOVED].append(_judge(assistant, asked[question], found, gold))
        elif question.kind == "unanswerable":
            judged = _judge(assistant, asked[question], found, frozenset())
            groups[ALL].append(judged)
            groups[OFF if question.id.startswith(OFF_TOPIC) else NEAR].append(judged)
    return {name: Confidences(*np.array(values).T) for name, values in groups.items()}


def table(judged: Mapping[str, Confidences], threshold: float, *, seed: int) -> Table:
    """Return, for each kind of question without an answer, how well it is told from those that have one."""
    known = judged["answer"]
    rows = []
    for name in (ALL, OFF, NEAR, REMOVED):
        other = judged[name]
        metrics = {
            "questions": Metric(value=len(other.gate)),
            "AUROC": Metric.of(_auroc(known.gate, other.gate, seed)),
            "AUROC of the cosine": Metric.of(_auroc(known.cosine, other.cosine, seed)),
            "refused": Metric.of(bootstrap_mean(other.gate < threshold, seed=seed)),
        }
        rows.append(Row(name=name, metrics=metrics))
    answered = Metric.of(bootstrap_mean(known.gate < threshold, seed=seed))
    rows.append(Row(name="answer known", metrics={"questions": Metric(value=len(known.gate)), "refused": answered}))
    columns = (
        Column(name="questions", better="neither", decimals=0),
        Column(name="AUROC"),
        Column(name="AUROC of the cosine"),
        Column(name="refused", better="neither"),
    )
    return Table(
        name="refusal",
        title="Questions without an answer, told from those that have one",
        columns=columns,
        primary_metric="AUROC",
        rows=tuple(rows),
    )


def _judge(assistant: Assistant, question: str, found: SearchResult, hidden: frozenset[str]) -> tuple[float, float]:
    hits = tuple(hit for hit in found.hits if hit.chunk.document_id not in hidden)[: assistant.passages]
    measured = features(question, found.query_vector, hits, assistant.vectors)
    return assistant.model.gate.probability(measured), measured["cosine"]


def _auroc(known: NDArray[np.float64], other: NDArray[np.float64], seed: int) -> Interval:
    labels = np.concatenate([np.ones(len(known)), np.zeros(len(other))])
    return bootstrap_statistic(auroc, labels, np.concatenate([known, other]), seed=seed)
