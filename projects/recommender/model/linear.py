"""What item-kNN, EASE and BPR share: the score is the history times a matrix of item-to-item weights."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
from numpy.typing import NDArray

from projects.recommender.model.base import ConfigT, Contributions, Csr, Floats, Profile, Recommender


class LinearRecommender(Recommender[ConfigT]):
    """score = history · W, so what a film of the history contributes is its weight times one cell of W."""

    @abstractmethod
    def _cells(self, rows: NDArray[np.int32], items: NDArray[np.integer] | slice) -> Floats:
        """Return the weights of the given films for the given items: W[rows, items] [n, m]."""

    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        def explain(asked: NDArray[np.integer]) -> Contributions:
            values = weights.astype(np.float64) * self._cells(items, asked).T
            return Contributions(items, np.zeros(len(asked)), values)

        return Profile(weights @ self._cells(items, slice(None)), explain)


class DenseLinearRecommender(LinearRecommender[ConfigT]):
    """W is held as ``weights``: dense float32 [n_items, n_items], row the film of the history, column the item."""

    state = ("weights",)
    weights: Floats

    def _score(self, history: Csr) -> Floats:
        return history @ self.weights

    def _cells(self, rows: NDArray[np.int32], items: NDArray[np.integer] | slice) -> Floats:
        cells: Floats = self.weights[rows][:, items]
        return cells
