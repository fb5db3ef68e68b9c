"""What a film is, apart from who saw it: genres and the time it comes from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

from projects.recommender.data import Item
from projects.recommender.model.base import Csr

YEARS_PER_BIN = 5


def feature_names(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the features of a catalogue: its genres, then its five-year periods (``1995-1999``), each sorted."""
    genres = sorted({genre for item in items for genre in item.genres})
    periods = sorted({_period(item.year) for item in items if item.year is not None})
    return (*genres, *periods)


def item_features(items: Sequence[Item]) -> Csr:
    """Return the features as 0 and 1: [n_items, n_features], columns as in ``feature_names``."""
    column = {name: index for index, name in enumerate(feature_names(items))}
    rows = [
        [column[name] for name in (*dict.fromkeys(item.genres), *([_period(item.year)] if item.year else []))]
        for item in items
    ]
    indptr = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    indices = np.fromiter((index for row in rows for index in row), np.int32, indptr[-1])
    features: Csr = csr_array((np.ones(len(indices), np.float32), indices, indptr), shape=(len(items), len(column)))
    features.sort_indices()
    return features


def _period(year: int) -> str:
    first = year - year % YEARS_PER_BIN
    return f"{first}-{first + YEARS_PER_BIN - 1}"
