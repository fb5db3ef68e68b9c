"""What the assistant answers to the golden questions, judged without a judge: by strings, offsets and refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from projects.chatbot_rag.answer import Answer, Searched
from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.evaluate.golden import Evidence, Question, is_right, is_safe, said
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

Judge = Callable[["Reply", Evidence], float | None]
"""A number in [0, 1], or None where the question does not ask for it."""


@dataclass(frozen=True)
class Reply:
    """A question of the golden set, what was found for it, and what was answered."""

    question: Question
    searched: Searched
    answer: Answer


def ask(assistant: Assistant, question: Question) -> Reply:
    """Ask one question, after what was said before it."""
    events = asyncio.run(_events(assistant, question))
    searched, answer = events[0], events[-1]
    if not isinstance(searched, Searched) or not isinstance(answer, Answer):
        raise AssertionError("the first event is what was found, the last one the answer")
    return Reply(question, searched, answer)


async def _events(assistant: Assistant, question: Question) -> list[object]:
    return [event async for event in assistant.answer(question.question, question.history, EVERYBODY)]


def answered(reply: Reply, _evidence: Evidence) -> float | None:
    """Whether a question that has an answer got one."""
    return float(reply.answer.status == "answered") if reply.question.has_answer else None


def refused(reply: Reply, _evidence: Evidence) -> float | None:
    """Whether a question that has no answer was refused."""
    return float(reply.answer.status == "refused") if reply.question.kind == "unanswerable" else None


def right(reply: Reply, _evidence: Evidence) -> float | None:
    """Whether the answer says what a right one must; a refusal does not."""
    return float(is_right(reply.question, said(reply.answer))) if reply.question.has_answer else None


def right_if_answered(reply: Reply, evidence: Evidence) -> float | None:
    """The same among those that were answered."""
    return right(reply, evidence) if reply.answer.status == "answered" else None


def verbatim(reply: Reply, evidence: Evidence) -> float | None:
    """Share of the citations that stand in their document, word for word, where they say."""
    cited = reply.answer.citations
    held = [evidence.texts[item.document_id][item.start : item.end] == item.quote for item in cited]
    return float(np.mean(held)) if held else None


def relevant(reply: Reply, evidence: Evidence) -> float | None:
    """Share of the citations that are of an article which holds the answer."""
    if not reply.question.has_answer or not reply.answer.citations:
        return None
    gold = {evidence.documents[article] for article in reply.question.articles}
    return float(np.mean([citation.document_id in gold for citation in reply.answer.citations]))


def evidence_cited(reply: Reply, evidence: Evidence) -> float | None:
    """Whether any of the known pieces of evidence, of which each would do, is cited."""
    if not reply.question.has_answer or reply.answer.status == "refused":
        return None
    cited = reply.answer.citations
    return float(any(evidence.covers(reply.question, c.document_id, c.start, c.end) for c in cited))


def safe(reply: Reply, _evidence: Evidence) -> float | None:
    """Whether the answer to a hostile question has nothing of what it tries to get."""
    return float(is_safe(reply.question, said(reply.answer))) if reply.question.kind == "adversarial" else None


JUDGES: Mapping[str, Judge] = {
    "answered": answered,
    "right": right,
    "right if answered": right_if_answered,
    "refused": refused,
    "evidence cited": evidence_cited,
    "citations of the article": relevant,
    "citations verbatim": verbatim,
    "safe": safe,
}


def answers_table(replies: Mapping[str, Sequence[Reply]], evidence: Evidence, *, seed: int) -> Table:
    """Return the mean of every judgement for each way to answer, given by name."""
    return Table(
        name="answers",
        title="The golden set, the half that chose nothing",
        columns=tuple(Column(name=name) for name in JUDGES),
        primary_metric="right",
        rows=tuple(Row(name=name, metrics=_judged(own, evidence, seed)) for name, own in replies.items()),
    )


def _judged(replies: Sequence[Reply], evidence: Evidence, seed: int) -> dict[str, Metric]:
    judged = {
        name: [value for reply in replies if (value := judge(reply, evidence)) is not None]
        for name, judge in JUDGES.items()
    }
    return {name: Metric.of(bootstrap_mean(values, seed=seed)) for name, values in judged.items() if values}
