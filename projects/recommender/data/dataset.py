"""The typed data set that everything after loading works on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import ids


class DatasetError(ValueError):
    """The files of a data set are not what their format promises; the message says which and where."""


@dataclass(frozen=True, slots=True)
class Item:
    """One film of the catalogue. ``year`` is None when the title carries none."""

    id: str
    title: str
    year: int | None = None
    genres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interactions:
    """Parallel arrays, one entry per (user, item) pair.

    ``users`` and ``items`` are indices (int32), ``ratings`` float32, ``timestamps`` seconds since 1970 in UTC (int64).
    """

    users: NDArray[np.int32]
    items: NDArray[np.int32]
    ratings: NDArray[np.float32]
    timestamps: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len({len(self.users), len(self.items), len(self.ratings), len(self.timestamps)}) != 1:
            raise DatasetError("users, items, ratings and timestamps must have the same length")

    def __len__(self) -> int:
        return len(self.users)

    def take(self, selection: NDArray[np.bool_] | NDArray[np.intp]) -> Interactions:
        """Return the selected entries (a boolean mask or positions), in that order."""
        return Interactions(
            self.users[selection], self.items[selection], self.ratings[selection], self.timestamps[selection]
        )


@dataclass(frozen=True)
class Dataset:
    """Interactions and the vocabulary they index: ``users[u]`` and ``items[i]``. No pair occurs twice."""

    name: str
    interactions: Interactions
    users: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of users and of items."""
        return len(self.users), len(self.items)

    @cached_property
    def sha256(self) -> str:
        """Hash of the content: the same interactions and catalogue give it, whatever file they came from."""
        digest = hashlib.sha256()
        for text in (*self.users, *(repr((item.id, item.title, item.year, item.genres)) for item in self.items)):
            digest.update(text.encode() + b"\0")
        data = self.interactions
        digest.update(data.users.astype("<i4").tobytes())
        digest.update(data.items.astype("<i4").tobytes())
        digest.update(data.ratings.astype("<f4").tobytes())
        digest.update(data.timestamps.astype("<i8").tobytes())
        return digest.hexdigest()


def build(
    name: str,
    users: Sequence[str],
    items: Sequence[str],
    ratings: NDArray[np.float32],
    timestamps: NDArray[np.int64],
    catalogue: Sequence[Item],
) -> Dataset:
    """Index external ids and return a Dataset; of a pair that occurs twice the latest entry stays.

    Users are ordered by id (numerically when all ids are numbers). Items keep the catalogue's order; an item that
    the catalogue lacks is appended with its id as title.

    Raises:
        DatasetError: there are no interactions, an item is listed twice, or an id is one that no request could name.
    """
    if len(users) == 0:
        raise DatasetError(f"{name}: no interactions")
    if len({item.id for item in catalogue}) != len(catalogue):
        raise DatasetError(f"{name}: an item id occurs twice in the catalogue")
    known = {item.id for item in catalogue}
    complete = (*catalogue, *(Item(key, key) for key in _ordered(set(items) - known)))
    user_ids = tuple(_ordered(set(users)))
    _check_ids(name, user_ids, complete)
    user_index = {key: index for index, key in enumerate(user_ids)}
    item_index = {item.id: index for index, item in enumerate(complete)}
    interactions = Interactions(
        np.fromiter((user_index[key] for key in users), np.int32, len(users)),
        np.fromiter((item_index[key] for key in items), np.int32, len(items)),
        ratings,
        timestamps,
    )
    return Dataset(name, _latest_of_each_pair(interactions, len(complete)), user_ids, complete)


def _check_ids(name: str, users: Sequence[str], items: Sequence[Item]) -> None:
    for kind, keys in (("user", users), ("item", [item.id for item in items])):
        unusable = ids.first_unusable(keys)
        if unusable is not None:
            limits = f"1 to {ids.MAX_LENGTH} characters without control characters"
            raise DatasetError(f"{name}: {kind} id {unusable[:200]!r} is not an id of {limits}")
    reserved = next(filter(ids.is_reserved, users), None)
    if reserved is not None:
        raise DatasetError(f"{name}: user id {reserved!r} begins with {ids.RESERVED!r}, which is reserved")


def _ordered(keys: set[str]) -> list[str]:
    if all(key.isdecimal() for key in keys):
        return sorted(keys, key=lambda key: (int(key), key))
    return sorted(keys)


def _latest_of_each_pair(interactions: Interactions, n_items: int) -> Interactions:
    pair = interactions.users.astype(np.int64) * n_items + interactions.items
    by_time = np.lexsort((interactions.timestamps, pair))
    last_of_pair = np.append(pair[by_time][1:] != pair[by_time][:-1], True)
    return interactions.take(np.sort(by_time[last_of_pair]))
