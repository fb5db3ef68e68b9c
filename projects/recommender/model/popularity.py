"""The rungs that know nothing of a person: random and popularity."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Interactions
from projects.recommender.model.base import Contributions, Csr, Floats, ModelConfig, Profile, Recommender

_DAY = 86_400


def interaction_counts(interactions: Interactions, n_items: int, *, last_days: int | None = None) -> Floats:
    """Count the interactions of each item [n_items], in all of the data or in its ``last_days`` days."""
    items = interactions.items
    if last_days is not None:
        moments = interactions.timestamps
        items = items[moments > moments.max() - last_days * _DAY]
    return np.bincount(items, minlength=n_items).astype(np.float32)


class RandomConfig(ModelConfig):
    """Any order of the catalogue is as good as another."""

    kind: Literal["random"] = "random"
    seed: int = 42


class Random(Recommender[RandomConfig]):
    """A random order, fixed by the seed and the items of the history: what every other model must beat."""

    state: ClassVar[tuple[str, ...]] = ()

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        """Nothing is learned."""

    def _score(self, history: Csr) -> Floats:
        rows = np.split(history.indices, history.indptr[1:-1])
        return np.stack([self._row(row) for row in rows]) if history.shape[0] else np.empty(history.shape, np.float32)

    def _row(self, items: np.ndarray[tuple[int], np.dtype[np.int32]]) -> Floats:
        seed = [self.config.seed, *sorted(items.tolist())]
        return np.random.default_rng(seed).random(self.n_items, np.float32)

    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        return _unexplained(self._row(items))


class PopularityConfig(ModelConfig):
    """Nothing to choose."""

    kind: Literal["popularity"] = "popularity"


class Popularity(Recommender[PopularityConfig]):
    """The total weight of an item's interactions, the same for everybody."""

    state: ClassVar[tuple[str, ...]] = ("counts",)
    counts: Floats

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        self.counts = np.asarray(interactions.sum(axis=0), np.float32).ravel()

    def _score(self, history: Csr) -> Floats:
        return np.tile(self.counts, (history.shape[0], 1))

    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        return _unexplained(self.counts)


def _unexplained(scores: Floats) -> Profile:
    """The scores have nothing to do with the films of the history."""

    def explain(asked: NDArray[np.integer]) -> Contributions:
        return Contributions(np.empty(0, np.int32), scores[asked].astype(np.float64), np.empty((len(asked), 0)))

    return Profile(scores, explain)
