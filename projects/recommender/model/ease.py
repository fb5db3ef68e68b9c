"""EASE: the linear autoencoder with a closed form (Steck, Embarrassingly Shallow Autoencoders, WWW 2019)."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from projects.recommender.model.base import Csr, ModelConfig
from projects.recommender.model.linear import DenseLinearRecommender


class EaseConfig(ModelConfig):
    """``regularization`` is λ of the paper; ``feature_weight`` what a shared feature counts in shared viewers."""

    kind: Literal["ease"] = "ease"
    regularization: float = Field(500.0, gt=0)
    feature_weight: float = Field(0.0, ge=0)


class Ease(DenseLinearRecommender[EaseConfig]):
    """Regress every item on all others: B = -P / diag(P) off the diagonal, P the inverse of the Gram matrix + λI.

    Features enter as rows added to the data: the Gram matrix gains feature_weight · F·Fᵀ. Time grows with n_items³ and
    memory with n_items² (27,000 items need 12 GB to fit).
    """

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        gram = (interactions.T @ interactions).toarray().astype(np.float64)
        if item_features is not None and self.config.feature_weight:
            gram += self.config.feature_weight * (item_features @ item_features.T).toarray()
        gram[np.diag_indices_from(gram)] += self.config.regularization
        inverse = np.linalg.inv(gram)
        weights = -inverse / inverse.diagonal()
        np.fill_diagonal(weights, 0.0)
        self.weights = weights.astype(np.float32)
