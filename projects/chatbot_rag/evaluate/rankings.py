"""Both legs of the search over a whole corpus, exactly: what retrieval is learnt from and measured with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from projects.chatbot_rag.data import Queries
from projects.chatbot_rag.index.sparse import Sparse
from projects.chatbot_rag.model.fusion import Fusion
from shared.encoder.protocol import Encoder, Vectors
from shared.evaluation import ndcg_at_k, recall_at_k, reciprocal_rank

Scores = NDArray[np.float32]
Ranking = NDArray[np.int64]
"""Positions of documents [n_questions, k], best first; -1 where a list is shorter."""
PerQuestion = NDArray[np.float64]
DEPTH = 100


@dataclass(frozen=True)
class Legs:
    """What each leg of the search says of every document, for every question: [n_questions, n_documents]."""

    dense: Scores
    sparse: Scores

    def fused(self, fusion: Fusion, k: int = DEPTH) -> Ranking:
        """Rank as the index does: whatever one leg finds is scored by the other as well."""
        rows = zip(self.dense, self.sparse, strict=True)
        return np.stack([_fused(dense, sparse, fusion, k) for dense, sparse in rows])


def score(encoder: Encoder, bm25: Sparse, vectors: Vectors, questions: Sequence[str]) -> Legs:
    """Return what both legs say of documents with these vectors."""
    return Legs(score_dense(encoder, vectors, questions), score_sparse(bm25, questions, len(vectors)))


def score_dense(encoder: Encoder, vectors: Vectors, questions: Sequence[str]) -> Scores:
    """Return the cosine of each question with each document: [n_questions, n_documents]."""
    return encoder.encode(questions) @ vectors.T


def score_sparse(bm25: Sparse, questions: Sequence[str], n_documents: int) -> Scores:
    """Return the BM25 score of each question with each document: [n_questions, n_documents]."""
    visible = np.ones(n_documents, np.bool_)
    return np.stack([bm25.scores(question, visible) for question in questions]).astype(np.float32)


def best(scores: Scores, k: int = DEPTH) -> Ranking:
    """Return the documents of each question by falling score; of equal scores the first comes first."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def ndcg(ranking: Ranking, queries: Queries, k: int = 10) -> PerQuestion:
    """nDCG@k of each question."""
    return ndcg_at_k(ranking[:, :k], _relevance(ranking, queries))


def recall(ranking: Ranking, queries: Queries, k: int = 100) -> PerQuestion:
    """Share of the relevant documents among the first k."""
    return recall_at_k(ranking[:, :k], _relevance(ranking, queries))


def mrr(ranking: Ranking, queries: Queries, k: int = 10) -> PerQuestion:
    """One over the rank of the first relevant document, 0 when it is not among the first k."""
    return reciprocal_rank(ranking[:, :k], _relevance(ranking, queries))


def _relevance(ranking: Ranking, queries: Queries) -> csr_array[np.bool_, tuple[int, int]]:
    rows = [row for row, own in enumerate(queries.relevant) for _ in own]
    columns = [document for own in queries.relevant for document in own]
    shape = (len(queries), 1 + max(int(ranking.max()), *columns))
    return csr_array((np.ones(len(rows), np.bool_), (rows, columns)), shape=shape)


def _fused(dense: Scores, sparse: Scores, fusion: Fusion, k: int) -> Ranking:
    """Documents that share no word with the question are no candidates of the sparse leg."""
    by_sparse = np.argsort(-sparse, kind="stable")[: fusion.depth]
    by_dense = np.argsort(-dense, kind="stable")[: fusion.depth]
    candidates = np.union1d(by_dense, by_sparse[sparse[by_sparse] > 0])
    scores = fusion.fuse(dense[candidates].astype(np.float64), sparse[candidates].astype(np.float64))
    ranked = candidates[np.argsort(-scores, kind="stable")][:k]
    return np.pad(ranked, (0, k - len(ranked)), constant_values=-1)
