"""What is chosen on questions that trained nothing: the best epoch, how far to go, and how the two legs are fused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np

from projects.chatbot_rag.data import Queries
from projects.chatbot_rag.evaluate.rankings import Legs, best, ndcg
from projects.chatbot_rag.model.fusion import Fusion
from shared.encoder.pretrained import Pretrained

POOL_DEPTH = 20
WEIGHTS = tuple(round(0.05 * step, 2) for step in range(4, 17))
"""Of the dense leg: 0.2 to 0.8."""


@dataclass(frozen=True)
class Pool:
    """Questions, and the documents that any leg ranks high for one of them: a corpus that is quick to encode.

    ``sparse`` [n_questions, n_documents]: BM25 scores. Whoever does well here does so on the whole corpus, nearly.
    """

    queries: Queries
    documents: tuple[str, ...]
    sparse: np.ndarray[tuple[int, ...], np.dtype[np.float32]]

    @classmethod
    def of(cls, queries: Queries, documents: tuple[str, ...], legs: Legs) -> Self:
        """Take the POOL_DEPTH best documents of each leg, and all that answer a question."""
        found = [np.unique(best(scores, POOL_DEPTH)) for scores in (legs.dense, legs.sparse)]
        answers = [document for own in queries.relevant for document in own]
        kept = np.unique(np.concatenate([*found, np.array(answers)])).tolist()
        place = {document: position for position, document in enumerate(kept)}
        relevant = tuple(frozenset(place[document] for document in own) for own in queries.relevant)
        return cls(
            queries=Queries(queries.ids, queries.texts, relevant),
            documents=tuple(documents[document] for document in kept),
            sparse=legs.sparse[:, kept],
        )

    def ndcg(self, pretrained: Pretrained) -> float:
        """Return the mean nDCG@10 of an encoder, fused with BM25 as suits it best."""
        encoder = pretrained.encoder()
        dense = encoder.encode(self.queries.texts) @ encoder.encode(self.documents).T
        return choose_fusion(Legs(dense, self.sparse), self.queries)[1]


def choose_fusion(legs: Legs, queries: Queries, weights: Iterable[float] = WEIGHTS) -> tuple[Fusion, float]:
    """Return the convex fusion with the highest mean nDCG@10, and that; of equal ones the one nearest to the middle."""
    candidates = sorted((Fusion(weight=weight) for weight in weights), key=lambda fusion: abs(fusion.weight - 0.5))
    scored = [(fusion, float(ndcg(legs.fused(fusion), queries).mean())) for fusion in candidates]
    return max(scored, key=lambda pair: pair[1])
