"""What item-kNN, EASE and BPR share: the score is the history times a matrix of item-to-item weights."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from projects.recommender.model.base import ConfigT, Contributions, Csr, Floats, Recommender


class LinearRecommender(Recommender[ConfigT]):
    """score = history · W, so what a film of the history contributes is its weight times one cell of W."""

    @abstractmethod
    def _column(self, item: int, rows: NDArray[np.int32]) -> Floats:
        """Return the weights of the given films for one item: W[rows, item]."""

    def _contributions(self, history: Csr, item: int) -> Contributions:
        column = self._column(item, history.indices)
        return Contributions(0.0, history.indices, history.data.astype(np.float64) * column)


class DenseLinearRecommender(LinearRecommender[ConfigT]):
    """W is held as ``weights``: dense float32 [n_items, n_items], row the film of the history, column the item."""

    state = ("weights",)
    weights: Floats

    def _score(self, history: Csr) -> Floats:
        return history @ self.weights

    def _column(self, item: int, rows: NDArray[np.int32]) -> Floats:
        column: Floats = self.weights[rows, item]
        return column
