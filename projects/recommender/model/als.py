"""Matrix factorisation of implicit feedback by alternating least squares (Hu, Koren & Volinsky, ICDM 2008)."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.linalg.lapack import sposv, spotrs
from scipy.sparse import csr_array, csr_matrix, vstack

from projects.recommender.model.base import Contributions, Csr, Floats, ModelConfig, Profile, Recommender


class AlsConfig(ModelConfig):
    """``alpha`` is the confidence of an interaction; what was not chosen has confidence 1.

    A feature counts as a person who chose all items that have it, with confidence ``alpha * feature_weight`` (0: no
    features).
    """

    kind: Literal["als"] = "als"
    factors: int = Field(24, ge=1)
    regularization: float = Field(30.0, gt=0)
    alpha: float = Field(5.0, gt=0)
    iterations: int = Field(15, ge=1)
    feature_weight: float = Field(0.0, ge=0)
    seed: int = 42


class Als(Recommender[AlsConfig]):
    """Only the item factors Y are kept. A history of weights w in 0..1 is folded in by one ridge regression,

    x = (YᵀY + (α - 1)·Yᵀdiag(w)Y + λI)⁻¹ α·Yᵀw with the sums of w over the history: at 1 an item counts as chosen
    (confidence α, as in the paper), at 0 as not chosen (confidence 1), in between in proportion, so that what fades
    away is forgotten without a jump. The score of item i is yᵢ·x: linear in the terms wⱼ·yⱼ, which is what explains it
    (section 5 of the paper).
    """

    state: ClassVar[tuple[str, ...]] = ("item_factors",)
    item_factors: Floats

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        from implicit.cpu.als import AlternatingLeastSquares
        from threadpoolctl import threadpool_limits

        rows = interactions.astype(np.float32)
        if item_features is not None and self.config.feature_weight:
            rows = csr_array(vstack([rows, item_features.T * np.float32(self.config.feature_weight)]))
        config = self.config
        with threadpool_limits(1, "blas"):
            trainer = AlternatingLeastSquares(
                factors=config.factors,
                regularization=config.regularization,
                alpha=config.alpha,
                iterations=config.iterations,
                random_state=config.seed,
                num_threads=1,  # the sum of partial results, and so the model, depends on the number of threads
            )
            trainer.fit(csr_matrix(rows), show_progress=False)
        self.item_factors = np.ascontiguousarray(trainer.item_factors, np.float32)

    def _prepare(self) -> None:
        identity = np.eye(self.item_factors.shape[1], dtype=np.float32)
        self._alpha, self._surplus = np.float32(self.config.alpha), np.float32(self.config.alpha - 1)
        self._gram = self.item_factors.T @ self.item_factors + np.float32(self.config.regularization) * identity

    def _score(self, history: Csr) -> Floats:
        return self._fold_in(history) @ self.item_factors.T

    def _fold_in(self, history: Csr) -> Floats:
        """Return the person factors [n, factors] of the histories."""
        n, factors = history.shape[0], self.item_factors.shape[1]
        grams = np.empty((n, factors, factors), np.float32)
        sums = np.empty((n, factors, 1), np.float32)
        for row, (start, end) in enumerate(zip(history.indptr[:-1], history.indptr[1:], strict=True)):
            chosen = self.item_factors[history.indices[start:end]]
            weights = history.data[start:end]
            grams[row] = self._gram + (chosen.T * (weights * self._surplus)) @ chosen
            sums[row, :, 0] = (weights * self._alpha) @ chosen
        return np.linalg.solve(grams, sums)[:, :, 0]

    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        chosen = self.item_factors[items]
        pull = weights * self._alpha
        # LAPACK's Cholesky itself: NumPy's wrappers cost more than systems of this size.
        factor, person, _ = sposv(self._gram + (chosen.T * (weights * self._surplus)) @ chosen, pull @ chosen)

        def explain(asked: NDArray[np.integer]) -> Contributions:
            directions, _ = spotrs(factor, self.item_factors[asked].T)
            values = pull * (chosen @ directions).T
            return Contributions(items, np.zeros(len(asked)), values.astype(np.float64))

        return Profile(self.item_factors @ person, explain)
