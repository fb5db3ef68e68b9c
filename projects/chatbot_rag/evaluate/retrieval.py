"""Whether the search finds, in this repository's own texts, what answers the golden questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.conversation import standalone
from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.evaluate.golden import Evidence, Question, first_rank
from projects.chatbot_rag.index import Index
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

K, DEPTH = 5, 10
HIT, MRR = f"hit@{K}", f"MRR@{DEPTH}"
PASSAGE_HIT, PASSAGE_MRR = f"passage hit@{K}", f"passage MRR@{DEPTH}"
Asking = Callable[[Question], str]
Scores = Mapping[str, NDArray[np.float64]]


def as_served(assistant: Assistant) -> Asking:
    """The question as the assistant understands it."""
    return lambda question: assistant.understand(question.question, question.history, EVERYBODY).question


def by_rules(question: Question) -> str:
    """The likelier reading of the question by its form alone."""
    return standalone(question.question, question.history)[0]


def as_typed(question: Question) -> str:
    """The last question, whatever was said before."""
    return question.question


def by_hand(question: Question) -> str:
    """The question as a person made it stand alone."""
    return question.standalone


def scores(index: Index, evidence: Evidence, questions: Sequence[Question], asking: Asking) -> Scores:
    """Return each measure for each question, [n_questions]: of the article, and of the passage with the evidence."""
    ranks = np.array([_ranks(index, evidence, question, asking(question)) for question in questions])
    return {
        HIT: (ranks[:, 0] <= K).astype(np.float64),
        MRR: 1 / ranks[:, 0],
        PASSAGE_HIT: (ranks[:, 1] <= K).astype(np.float64),
        PASSAGE_MRR: 1 / ranks[:, 1],
    }


def table(name: str, title: str, measured: Mapping[str, Scores], *, seed: int) -> Table:
    """Return the means of several systems with their intervals."""
    return Table(
        name=name,
        title=title,
        columns=tuple(Column(name=column) for column in (HIT, MRR, PASSAGE_HIT, PASSAGE_MRR)),
        primary_metric=HIT,
        rows=tuple(
            Row(
                name=row,
                metrics={column: Metric.of(bootstrap_mean(values, seed=seed)) for column, values in own.items()},
            )
            for row, own in measured.items()
        ),
    )


def _ranks(index: Index, evidence: Evidence, question: Question, asked: str) -> tuple[float, float]:
    """Return the ranks of the first chunk of a right article and of the first with evidence; infinite when absent."""
    chunks = [hit.chunk for hit in index.search(asked, EVERYBODY, DEPTH).hits]
    article = first_rank([evidence.in_article(question, chunk) for chunk in chunks])
    passage = first_rank([bool(evidence.covers(question, c.document_id, c.start, c.end)) for c in chunks])
    return article or np.inf, passage or np.inf
