"""One ranking out of two: cosines of the encoder and BM25 scores."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

Scores = NDArray[np.float64]


class Fusion(BaseModel):
    """How two rankings become one.

    ``convex``: ``weight`` × dense + (1 - ``weight``) × sparse, each min-max scaled over its own candidates (Bruch, Gai
    & Ingber, TOIS 2023). ``rrf``: reciprocal ranks (Cormack, Clarke & Büttcher, SIGIR 2009).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["convex", "rrf"] = "convex"
    weight: float = Field(0.5, ge=0, le=1, description="of the dense leg")
    depth: int = Field(100, ge=1, description="candidates that each leg gives")
    rrf_k: int = Field(60, ge=1)

    def fuse(self, dense: Scores, sparse: Scores) -> Scores:
        """Return one score [n] for each of n candidates; NaN in ``dense`` or ``sparse`` [n]: not found by that leg."""
        combine = self._convex if self.method == "convex" else self._reciprocal
        return combine(dense, sparse)

    def _convex(self, dense: Scores, sparse: Scores) -> Scores:
        return self.weight * _min_max(dense) + (1 - self.weight) * _min_max(sparse)

    def _reciprocal(self, dense: Scores, sparse: Scores) -> Scores:
        return _reciprocal_rank(dense, self.rrf_k) + _reciprocal_rank(sparse, self.rrf_k)


def _min_max(scores: Scores) -> Scores:
    """Scale to [0, 1]; 0 for what was not found. Of equal scores, all are 1."""
    scaled = np.zeros(len(scores))
    found = ~np.isnan(scores)
    if found.any():
        low, high = scores[found].min(), scores[found].max()
        scaled[found] = (scores[found] - low) / (high - low) if high > low else 1.0
    return scaled


def _reciprocal_rank(scores: Scores, k: int) -> Scores:
    found = np.flatnonzero(~np.isnan(scores))
    ranks = np.argsort(np.argsort(-scores[found], kind="stable"), kind="stable") + 1
    reciprocal = np.zeros(len(scores))
    reciprocal[found] = 1.0 / (k + ranks)
    return reciprocal
