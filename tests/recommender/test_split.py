"""Splits: every interaction once, and the right ones in test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from projects.recommender.data import DatasetError, Interactions
from projects.recommender.split import Split, global_time, stratified_by_item, temporal_per_user

SHAPE = (20, 12)


def interactions(seed: int = 0) -> Interactions:
    rng = np.random.default_rng(seed)
    pairs = rng.permutation(SHAPE[0] * SHAPE[1])[:150]
    users, items = np.divmod(pairs, SHAPE[1])
    ratings = rng.integers(1, 6, len(pairs)).astype(np.float32)
    return Interactions(users.astype(np.int32), items.astype(np.int32), ratings, rng.integers(0, 50, len(pairs)))


def keys(part: Interactions) -> set[tuple[int, int]]:
    return set(zip(part.users.tolist(), part.items.tolist(), strict=True))


@pytest.mark.parametrize("split", [stratified_by_item, temporal_per_user, global_time])
def test_every_interaction_is_in_exactly_one_part(split: Callable[..., Split]) -> None:
    data = interactions()
    parts = split(data, SHAPE)

    assert keys(parts.train) | keys(parts.test) == keys(data)
    assert len(parts.train) + len(parts.test) == len(data)
    assert parts.shape == SHAPE


@pytest.mark.parametrize("split", [stratified_by_item, temporal_per_user, global_time])
@pytest.mark.parametrize("share", [0, 1, -0.5, 2])
def test_an_empty_part_is_refused(split: Callable[..., Split], share: float) -> None:
    name = "ratio" if split is stratified_by_item else "fraction"
    with pytest.raises(ValueError, match="must lie between 0 and 1"):
        split(interactions(), SHAPE, **{name: share})


def test_each_item_keeps_its_share_in_train() -> None:
    data = interactions()
    train = stratified_by_item(data, SHAPE, ratio=0.75).train

    counts = np.bincount(data.items, minlength=SHAPE[1])
    expected = [round(0.75 * count) for count in counts.tolist()]  # half to even, as the published splitter rounds
    assert np.bincount(train.items, minlength=SHAPE[1]).tolist() == expected


def test_the_seed_decides_the_item_split() -> None:
    data = interactions()
    first, again, other = (keys(stratified_by_item(data, SHAPE, seed=seed).train) for seed in (1, 1, 2))

    assert first == again != other


def test_the_last_interactions_of_each_user_are_tested() -> None:
    data = interactions()
    parts = temporal_per_user(data, SHAPE, fraction=0.3)

    for user in range(SHAPE[0]):
        before = parts.train.timestamps[parts.train.users == user]
        after = parts.test.timestamps[parts.test.users == user]
        assert len(after) == int(0.3 * (len(before) + len(after)))
        assert after.size == 0 or before.max() <= after.min()


def test_a_moment_parts_all_users_at_once() -> None:
    parts = global_time(interactions(), SHAPE, fraction=0.2)

    assert parts.train.timestamps.max() < parts.test.timestamps.min()
    assert len(parts.test) / 150 == pytest.approx(0.2, abs=0.05)


def test_arrays_of_different_length_are_refused() -> None:
    data = interactions()
    with pytest.raises(DatasetError, match="same length"):
        Interactions(data.users[1:], data.items, data.ratings, data.timestamps)
