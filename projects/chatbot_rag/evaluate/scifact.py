"""Retrieval on the test questions of SciFact, or of your own data set: nothing was chosen on them.

Documents are whole, title and text, as BEIR has them; what is beyond the encoder's 256 tokens only BM25 reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from projects.chatbot_rag.data import SCIFACT, Dataset, Queries
from projects.chatbot_rag.evaluate.rankings import (
    Legs,
    PerQuestion,
    Ranking,
    best,
    embed,
    mrr,
    ndcg,
    recall,
    score_dense,
    score_sparse,
)
from projects.chatbot_rag.index.sparse import Bm25Config, Sparse
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.model.fusion import Fusion
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean, paired_bootstrap

NAME = "retrieval"
PRIMARY = "nDCG@10"
COLUMNS = (Column(name=PRIMARY), Column(name="R@100"), Column(name="MRR@10"))
BM25 = "BM25"
BM25_FLAT = "BM25, k1=0.9 b=0.4"
FLAT = Bm25Config(k1=0.9, b=0.4)
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
    flat, sparse = (
        score_sparse(Sparse.build(dataset.contents, config), queries.texts, len(dataset.documents))
        for config in (FLAT, Bm25Config())
    )
    rankings = {BM25_FLAT: best(flat), BM25: best(sparse)}
    for name, model in models.items():
        vectors = embed(model.encoder, dataset.contents, folder=folder)
        legs = Legs(score_dense(model.encoder, vectors, queries.texts), sparse)
        rankings[dense(name)] = best(legs.dense)
        rankings[rrf(name)] = legs.fused(Fusion(method="rrf"))
        rankings[fused(name)] = legs.fused(model.fusion)
    return {name: QuestionScores.of(ranking, queries) for name, ranking in rankings.items()}


def table(scores: Mapping[str, QuestionScores], dataset: str, *, seed: int) -> Table:
    """Return the means with their intervals; on SciFact beside what others printed."""
    published = PUBLISHED if dataset == SCIFACT else {}
    rows = [Row(name=name, metrics={PRIMARY: Metric(value=value)}) for name, value in published.items()]
    for name, own in scores.items():
        intervals = {metric: bootstrap_mean(values, seed=seed) for metric, values in own.by_metric().items()}
        rows.append(Row(name=name, metrics={metric: Metric.of(interval) for metric, interval in intervals.items()}))
    return Table(
        name=NAME,
        title=f"Test questions of {dataset}: no parameter was chosen on them",
        columns=COLUMNS,
        primary_metric=PRIMARY,
        rows=tuple(rows),
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
