"""From scores to lists."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from projects.recommender.model.base import Csr, Floats

K = 10
"""The length of a list unless another is asked for: what is shown, what is evaluated, what the batch writes."""
PAD = -1
"""Fills a list that has fewer than k items to offer."""
LOWEST = np.finfo(np.float32).min
"""What scores less than this, which is -inf alone, is never in a list."""


def top_k(scores: Floats, k: int, exclude: Csr | None = None) -> NDArray[np.int32]:
    """Return the k best items of each row of ``scores`` [n, n_items], best first: int32 [n, k].

    Items stored in the same row of ``exclude`` never appear; neither does one whose score is -inf. Of equal scores
    the lower index wins. PAD fills up what is missing.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    n, n_items = scores.shape
    allowed = scores.copy()
    if exclude is not None:
        allowed[np.repeat(np.arange(n), np.diff(exclude.indptr)), exclude.indices] = -np.inf
    width = min(k, n_items)
    best = np.full((n, k), PAD, np.int32)
    threshold = np.partition(allowed, n_items - width, axis=1)[:, n_items - width, None]
    best[:, :width] = _first_of_the_best(allowed, threshold, width)
    kept = np.take_along_axis(allowed, np.maximum(best, 0), axis=1) > -np.inf
    return np.where(kept & (best != PAD), best, np.int32(PAD))


def best(scores: Floats, k: int) -> NDArray[np.int32]:
    """Return what ``top_k`` does for one row of scores [n_items], without padding: int32, at most k."""
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    threshold = np.partition(scores, -k)[-k] if k < len(scores) else LOWEST
    candidates = (scores >= max(threshold, LOWEST)).nonzero()[0]
    order = np.argsort(-scores[candidates], kind="stable")[:k]
    return candidates[order].astype(np.int32)


def _first_of_the_best(scores: Floats, threshold: Floats, width: int) -> NDArray[np.int32]:
    """The items above the threshold and, of those equal to it, the first ones: sorted by score, then index."""
    chosen = scores >= threshold
    surplus = np.count_nonzero(chosen, axis=1) - width
    for row in np.flatnonzero(surplus):
        level = np.flatnonzero(scores[row] == threshold[row])
        chosen[row, level[-surplus[row] :]] = False
    columns = np.flatnonzero(chosen).reshape(len(scores), width) % scores.shape[1]
    order = np.argsort(-np.take_along_axis(scores, columns, axis=1), axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1).astype(np.int32)
