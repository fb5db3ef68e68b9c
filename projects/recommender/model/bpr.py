"""Bayesian personalised ranking (Rendle et al., UAI 2009) with a linear fold-in of histories."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from projects.recommender.model.base import Csr, Floats, ModelConfig
from projects.recommender.model.linear import LinearRecommender


class BprConfig(ModelConfig):
    """Stochastic gradient descent on pairs; ``fold_in`` is the ridge of the regression from histories to factors."""

    kind: Literal["bpr"] = "bpr"
    factors: int = Field(32, ge=1)
    learning_rate: float = Field(0.01, gt=0)
    regularization: float = Field(0.01, ge=0)
    iterations: int = Field(100, ge=1)
    fold_in: float = Field(30.0, gt=0)
    seed: int = 42


class Bpr(LinearRecommender[BprConfig]):
    """BPR learns factors of the people it saw. So that anybody can be scored, a linear map from a history to factors
    is fitted to them afterwards by ridge regression: score = history · encoder · item_factorsᵀ.
    """

    state: ClassVar[tuple[str, ...]] = ("encoder", "item_factors")
    encoder: Floats
    item_factors: Floats

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        from implicit.cpu.bpr import BayesianPersonalizedRanking
        from threadpoolctl import threadpool_limits

        config = self.config
        with threadpool_limits(1, "blas"):
            trainer = BayesianPersonalizedRanking(
                factors=config.factors,
                learning_rate=config.learning_rate,
                regularization=config.regularization,
                iterations=config.iterations,
                random_state=config.seed,
                num_threads=1,
            )
            trainer.fit(csr_matrix(interactions, dtype=np.float32), show_progress=False)
        people = trainer.user_factors.astype(np.float64)
        self.item_factors = np.ascontiguousarray(trainer.item_factors, np.float32)
        kernel = (interactions @ interactions.T).toarray().astype(np.float64)
        kernel[np.diag_indices_from(kernel)] += config.fold_in
        self.encoder = (interactions.T @ np.linalg.solve(kernel, people)).astype(np.float32)

    def _score(self, history: Csr) -> Floats:
        return (history @ self.encoder) @ self.item_factors.T

    def _cells(self, rows: NDArray[np.int32], items: NDArray[np.integer] | slice) -> Floats:
        cells: Floats = self.encoder[rows] @ self.item_factors[items].T
        return cells
