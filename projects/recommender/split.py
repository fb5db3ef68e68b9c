"""Train and test splits of the interactions. Every split covers all interactions exactly once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset, Interactions


@dataclass(frozen=True)
class Split:
    """Two parts of one data set, indexed by the same users and items. ``shape``: (n_users, n_items)."""

    train: Interactions
    test: Interactions
    shape: tuple[int, int]


def stratified_by_item(
    interactions: Interactions, shape: tuple[int, int], *, ratio: float = 0.75, seed: int = 42
) -> Split:
    """Put a random ``ratio`` of each item's interactions into train: the protocol of the published benchmark.

    One uniform number per interaction, drawn from the legacy generator in the order of the data, ranks the
    interactions of each item; the first ``round(ratio · count)`` are train (half to even). This is exactly the split
    of recommenders-team/recommenders, ``python_stratified_split(filter_by="item")``: 75,066 and 24,934 of MovieLens
    100K.
    """
    _check_fraction("ratio", ratio)
    order = np.random.RandomState(seed).rand(len(interactions))
    rank, count = _rank_within(interactions.items, order)
    return _split(interactions, shape, rank < np.round(ratio * count))


def temporal_per_user(interactions: Interactions, shape: tuple[int, int], *, fraction: float = 0.2) -> Split:
    """Put the last ``fraction`` of each user's interactions into test (rounded down, so a single one stays in train).

    Ties in time are broken by the order of the data.
    """
    _check_fraction("fraction", fraction)
    rank, count = _rank_within(interactions.users, interactions.timestamps)
    return _split(interactions, shape, rank < count - np.floor(fraction * count))


def global_time(interactions: Interactions, shape: tuple[int, int], *, fraction: float = 0.2) -> Split:
    """Put the latest ``fraction`` of all interactions into test: what a model trained once meets afterwards.

    The border is a moment in time: interactions of the same second stay on the same side.
    """
    _check_fraction("fraction", fraction)
    border = np.quantile(interactions.timestamps, 1 - fraction, method="higher")
    return _split(interactions, shape, interactions.timestamps < border)


def published(dataset: Dataset) -> Split:
    """The split of the published benchmark table."""
    return stratified_by_item(dataset.interactions, dataset.shape)


def _rank_within(
    groups: NDArray[np.int32], order: NDArray[np.float64] | NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each entry: its position within its group when sorted by ``order``, and the size of the group."""
    sorted_positions = np.lexsort((order, groups))
    counts = np.bincount(groups)
    starts = np.cumsum(counts) - counts
    rank = np.empty(len(groups), np.int64)
    rank[sorted_positions] = np.arange(len(groups)) - starts[groups[sorted_positions]]
    return rank, counts[groups]


def _split(interactions: Interactions, shape: tuple[int, int], in_train: NDArray[np.bool_]) -> Split:
    return Split(interactions.take(in_train), interactions.take(~in_train), shape)


def _check_fraction(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value}")
