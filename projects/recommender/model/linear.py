"""What item-kNN, EASE and BPR share: the score is the history times a matrix of item-to-item weights."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from projects.recommender.model.base import ConfigT, Contributions, Csr, Floats, Recommender


class LinearRecommender(Recommender[ConfigT]):
    """score = history · W, so what a film of the history contributes is its weight times one cell of W."""

    @abstractmethod
    def _cells(self, rows: NDArray[np.int32], items: NDArray[np.integer]) -> Floats:
        """Return the weights of the given films for the given items: W[rows, items] [n, m]."""

    def _contributions(self, history: Csr, items: NDArray[np.integer]) -> Contributions:
        values = history.data.astype(np.float64) * self._cells(history.indices, items).T
        return Contributions(history.indices, np.zeros(len(items)), values)


class DenseLinearRecommender(LinearRecommender[ConfigT]):
    """W is held as ``weights``: dense float32 [n_items, n_items], row the film of the history, column the item."""

    state = ("weights",)
    weights: Floats

    def _score(self, history: Csr) -> Floats:
        return history @ self.weights

    def _cells(self, rows: NDArray[np.int32], items: NDArray[np.integer]) -> Floats:
        cells: Floats = self.weights[np.ix_(rows, items)]
        return cells
