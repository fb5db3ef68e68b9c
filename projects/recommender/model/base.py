"""One vocabulary for all models: fit on a matrix of interactions, score a matrix of histories.

A history is a row of weights over the items (a CSR matrix, one row per person). Scoring is a pure function of these
rows, so a person who was in the training data and one who came a second ago go the same way.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Csr: TypeAlias = "csr_array[np.float32, tuple[int, int]]"
Floats: TypeAlias = NDArray[np.float32]
Arrays: TypeAlias = dict[str, NDArray[Any]]


class NotFittedError(RuntimeError):
    """The model was asked to score before ``fit`` or ``from_arrays``."""


class ModelConfig(BaseModel):
    """Parameters of a model; unknown names are refused. ``kind`` tells the models apart when written down."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(frozen=True)
class Contributions:
    """What each of n films of a history adds to the scores of m items.

    ``items``: indices of the history's films, int32 [n]; ``baseline``: float64 [m]; ``values``: float64 [m, n].
    """

    items: NDArray[np.int32]
    baseline: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def totals(self) -> NDArray[np.float64]:
        """The scores that are explained: float64 [m]."""
        totals: NDArray[np.float64] = self.baseline + self.values.sum(axis=1)
        return totals


@dataclass(frozen=True)
class Profile:
    """One history as a model sees it: what it makes of all items, and why.

    ``scores``: float32 [n_items], as ``score`` gives them. ``explain``: the contributions to the scores of m items,
    from what scoring has computed already.
    """

    scores: Floats
    explain: Callable[[NDArray[np.integer]], Contributions]


ConfigT = TypeVar("ConfigT", bound=ModelConfig)


class Recommender(ABC, Generic[ConfigT]):
    """Base of all models: checks the inputs once, subclasses fill in ``_fit``, ``_score`` and ``_profile``.

    ``state`` names the arrays that training produces: they are what is saved, everything else is derived from them
    in ``_prepare``.
    """

    state: ClassVar[tuple[str, ...]]

    def __init__(self, config: ConfigT) -> None:
        self.config = config
        self.n_items = 0

    def fit(self, interactions: Csr, item_features: Csr | None = None) -> Self:
        """Train from scratch and return self.

        interactions: [n_users, n_items], weights > 0 where there was an interaction.
        item_features: [n_items, n_features], for the models whose config gives features a weight.
        """
        _check_weights("interactions", interactions)
        if item_features is not None and item_features.shape[0] != interactions.shape[1]:
            raise ValueError(f"item_features has {item_features.shape[0]} rows for {interactions.shape[1]} items")
        self.n_items = interactions.shape[1]
        self._fit(interactions, item_features)
        self._prepare()
        return self

    def score(self, history: Csr) -> Floats:
        """Return the scores [n, n_items] of n histories [n, n_items]; higher is better.

        Items of the history are scored like all others. An empty history gets the same score for all items, or the
        model's prior (popularity) where it has one; never NaN.
        """
        self._check_history(history)
        return self._score(history)

    def profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        """Score one history, ready to be explained: the way of a service, which answers one by one.

        items: distinct indices [n]; weights: [n], as in a row of a history matrix.
        """
        self._check_fitted()
        if len(items) and not (items.min() >= 0 and items.max() < self.n_items):
            raise IndexError(f"items must lie in 0..{self.n_items - 1}")
        return self._profile(items, weights)

    def arrays(self) -> Arrays:
        """Return what training produced, as plain arrays that ``from_arrays`` takes back."""
        self._check_fitted()
        return {"n_items": np.array(self.n_items), **{name: getattr(self, name) for name in self.state}}

    @classmethod
    def from_arrays(cls, config: ConfigT, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Restore a fitted model; KeyError when an array is missing."""
        model = cls(config)
        model.n_items = int(arrays["n_items"])
        for name in cls.state:
            setattr(model, name, arrays[name])
        model._prepare()
        return model

    @abstractmethod
    def _fit(self, interactions: Csr, item_features: Csr | None) -> None: ...

    def _prepare(self) -> None:
        """Derive from the saved arrays what scoring wants at hand."""

    @abstractmethod
    def _score(self, history: Csr) -> Floats: ...

    @abstractmethod
    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        """As ``_score`` for one history, given by its films [n] and their weights [n]."""

    def _check_fitted(self) -> None:
        if self.n_items == 0:
            raise NotFittedError(f"{type(self).__name__} has not been fitted")

    def _check_history(self, history: Csr) -> None:
        self._check_fitted()
        if history.shape[1] != self.n_items:
            raise ValueError(f"history has {history.shape[1]} columns, the model knows {self.n_items} items")


def _check_weights(name: str, matrix: Csr) -> None:
    if matrix.shape[0] == 0 or matrix.shape[1] == 0 or matrix.nnz == 0:
        raise ValueError(f"{name} of shape {matrix.shape} holds nothing to learn from")
    if not (np.isfinite(matrix.data).all() and (matrix.data > 0).all()):
        raise ValueError(f"{name} must hold finite weights above zero")
