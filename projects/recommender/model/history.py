"""Histories as matrices: from index arrays to CSR rows, with or without recency weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from projects.recommender.model.base import Csr, Floats

NEGLIGIBLE = 1e-6


def matrix(
    users: NDArray[np.integer],
    items: NDArray[np.integer],
    weights: NDArray[np.floating] | None,
    shape: tuple[int, int],
) -> Csr:
    """Return the CSR matrix [n_users, n_items] of distinct pairs; every weight is 1 when ``weights`` is None."""
    values = np.ones(len(users), np.float32) if weights is None else weights.astype(np.float32)
    return csr_array((values, (users, items)), shape=shape)


def weighted(
    items: Sequence[int] | NDArray[np.integer], *, half_life: float | None
) -> tuple[NDArray[np.int32], Floats]:
    """Return one history, distinct item indices, oldest first, with its recency weights.

    What weighs less than NEGLIGIBLE is left out: it costs time and changes no score.
    """
    if half_life is None:
        return np.asarray(items, np.int32), np.ones(len(items), np.float32)
    fading = recency_weights(half_life)
    kept = min(len(items), len(fading))
    return np.asarray(items[len(items) - kept :], np.int32), fading[len(fading) - kept :]


@lru_cache(maxsize=32)
def recency_weights(half_life: float) -> Floats:
    """Return the weights of the latest interactions, oldest first: 0.5^(rank / half_life), rank 0 the newest.

    The half-life is counted in interactions. As many as weigh NEGLIGIBLE or more; read-only.
    """
    ranks = np.arange(math.floor(-math.log2(NEGLIGIBLE) * half_life), -1, -1)
    weights = np.exp2(-ranks / half_life).astype(np.float32)
    weights.flags.writeable = False
    return weights


def recency_matrix(
    users: NDArray[np.integer],
    items: NDArray[np.integer],
    timestamps: NDArray[np.int64],
    shape: tuple[int, int],
    *,
    half_life: float | None,
) -> Csr:
    """Return the histories [n_users, n_items] with each user's weights by recency; ties keep the order given."""
    order = np.lexsort((timestamps, users))
    counts = np.bincount(users, minlength=shape[0])
    ends = np.cumsum(counts)
    rank = ends[users[order]] - 1 - np.arange(len(users))
    weights = np.exp2(-rank / half_life) if half_life is not None else None
    return matrix(users[order], items[order], weights, shape)
