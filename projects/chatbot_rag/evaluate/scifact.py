"""Retrieval on the test questions of SciFact, or of your own data set: nothing was chosen on them.

Documents are whole, title and text, as BEIR has them; what is beyond the encoder's 256 tokens only BM25 reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.data import SCIFACT, Dataset, Queries
from projects.chatbot_rag.evaluate.rankings import (
    Legs,
    PerQuestion,
    Ranking,
    best,
    mrr,
    ndcg,
    recall,
    score_dense,
    score_sparse,
)
from projects.chatbot_rag.index.sparse import Bm25Config, Sparse
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.model.fusion import Fusion
from shared.encoder.kept import embed
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean, paired_bootstrap

NAME = "retrieval"
PRIMARY = "nDCG@10"
COLUMNS = (Column(name=PRIMARY), Column(name="R@100"), Column(name="MRR@10"))
BM25 = "BM25"
PUBLISHED = {
    "BM25 flat of Anserini (published)": 0.679,
    "all-MiniLM-L6-v2 (published)": 0.645,
    "BM25 and a MiniLM cross-encoder (published)": 0.679,
    "gte-small (published)": 0.727,
}
"""nDCG@10 on SciFact as others printed it: no intervals and no scores for each question exist."""


@dataclass(frozen=True)
class QuestionScores:
    """What one system reaches on every question: [n_questions] each."""

    ndcg: PerQuestion
    recall: PerQuestion
    mrr: PerQuestion

    @classmethod
    def of(cls, ranking: Ranking, queries: Queries) -> QuestionScores:
        """Judge the rankings of all questions."""
        return cls(ndcg(ranking, queries), recall(ranking, queries), mrr(ranking, queries))

    def by_metric(self) -> dict[str, PerQuestion]:
        """The scores under the names of their columns."""
        return dict(zip((column.name for column in COLUMNS), (self.ndcg, self.recall, self.mrr), strict=True))

    def select(self, chosen: NDArray[np.bool_]) -> QuestionScores:
        """Return the scores of some of the questions."""
        return QuestionScores(self.ndcg[chosen], self.recall[chosen], self.mrr[chosen])


def dense(model: str) -> str:
    """What the encoder of a model alone is called in the table."""
    return f"{model} alone"


def rrf(model: str) -> str:
    """What its fusion by reciprocal ranks is called."""
    return f"{model} and BM25, reciprocal ranks"


def fused(model: str) -> str:
    """What the search as it is served is called."""
    return f"{model} and BM25, fused"


def measure(dataset: Dataset, models: Mapping[str, ChatbotModel], *, folder: Path) -> dict[str, QuestionScores]:
    """Return the scores of BM25, and of each model alone and with it. ``folder`` keeps the vectors of the documents."""
    queries = dataset.test
    bm25 = Sparse.build(dataset.contents, Bm25Config())
    sparse = score_sparse(bm25, queries.texts, len(dataset.documents))
    rankings = {BM25: best(sparse)}
    for name, model in models.items():
        vectors = embed(model.encoder, dataset.contents, folder=folder)
        legs = Legs(score_dense(model.encoder, vectors, queries.texts), sparse)
        rankings[dense(name)] = best(legs.dense)
        rankings[rrf(name)] = legs.fused(Fusion(method="rrf"))
        rankings[fused(name)] = legs.fused(model.fusion)
    return {name: QuestionScores.of(ranking, queries) for name, ranking in rankings.items()}


def of_new_documents(dataset: Dataset) -> NDArray[np.bool_]:
    """Return which test questions are answered only by documents that answer no training question: [n_questions].

    A fine-tuned encoder has met the others, if not with these questions: of SciFact's 300, two thirds.
    """
    met = frozenset().union(*dataset.train.relevant)
    return np.array([not relevant & met for relevant in dataset.test.relevant])


def table(scores: Mapping[str, QuestionScores], dataset: str, *, seed: int) -> Table:
    """Return the means over all test questions with their intervals; on SciFact beside what others printed."""
    published = PUBLISHED if dataset == SCIFACT else {}
    theirs = [Row(name=name, metrics={PRIMARY: Metric(value=value)}) for name, value in published.items()]
    title = f"Test questions of {dataset}: no parameter was chosen on them"
    return _table(NAME, title, (*theirs, *_rows(scores, seed)))


def table_of_new_documents(scores: Mapping[str, QuestionScores], dataset: Dataset, *, seed: int) -> Table:
    """Return the means over the test questions whose documents no training question asks for."""
    chosen = of_new_documents(dataset)
    title = f"The {chosen.sum()} of {len(chosen)} test questions of {dataset.name} whose documents were not trained on"
    return _table(
        f"{NAME}_new_documents", title, _rows({name: own.select(chosen) for name, own in scores.items()}, seed)
    )


def comparisons(scores: Mapping[str, QuestionScores], models: Iterable[str], *, seed: int) -> tuple[Comparison, ...]:
    """Return paired differences in nDCG@10: each model's fusion over its parts, and each model over the one before."""
    names = list(models)
    pairs = [(fused(name), other) for name in names for other in (BM25, dense(name), rrf(name))]
    for earlier, later in pairwise(names):
        pairs += [(dense(later), dense(earlier)), (fused(later), fused(earlier))]
    return tuple(_compare(candidate, baseline, scores, seed) for candidate, baseline in pairs)


def _compare(candidate: str, baseline: str, scores: Mapping[str, QuestionScores], seed: int) -> Comparison:
    difference = paired_bootstrap(scores[candidate].ndcg, scores[baseline].ndcg, seed=seed)
    return Comparison.of(candidate, baseline, PRIMARY, difference)


def _rows(scores: Mapping[str, QuestionScores], seed: int) -> tuple[Row, ...]:
    return tuple(
        Row(
            name=name,
            metrics={
                metric: Metric.of(bootstrap_mean(values, seed=seed)) for metric, values in own.by_metric().items()
            },
        )
        for name, own in scores.items()
    )


def _table(name: str, title: str, rows: tuple[Row, ...]) -> Table:
    return Table(name=name, title=title, columns=COLUMNS, primary_metric=PRIMARY, rows=rows)
