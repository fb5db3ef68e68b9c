"""Top-k ranking metrics, one score per user.

Two arrays say everything. `recommended` is an integer array [n_users, k] of item indices, best first, where
-1 fills a list that is too short. `relevant` is a sparse CSR matrix [n_users, n_items] whose non-zero entries
are the held-out items. k is the width of `recommended`: cut the array to evaluate a shorter list.

Relevance is binary. A user without relevant items has no defined accuracy and scores NaN, never 0, so that an
average over all users cannot be taken by accident: select with `has_relevant` first, as published results on
MovieLens do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy import sparse

Relevant: TypeAlias = "sparse.csr_array[Any, tuple[int, int]] | sparse.csr_matrix[Any]"
Recommended: TypeAlias = NDArray[np.integer]
FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]


def has_relevant(relevant: Relevant) -> BoolArray:
    """Which users have at least one relevant item: bool [n_users]."""
    return _relevant_counts(relevant) > 0


def hits(recommended: Recommended, relevant: Relevant) -> BoolArray:
    """Whether each recommended item is relevant to its user: bool [n_users, k]. Padding never is.

    Raises ValueError when the shapes disagree, an item is out of range or a list repeats an item.
    """
    n_users, n_items = relevant.shape
    _check_lists(recommended, n_items)
    if len(recommended) != n_users:
        raise ValueError(f"recommended has {len(recommended)} users and relevant has {n_users}")
    truth = _canonical(relevant)
    # In canonical CSR order these keys ascend, so membership is one binary search for each item.
    keys = np.repeat(np.arange(n_users), np.diff(truth.indptr)) * n_items + truth.indices
    wanted = np.arange(n_users)[:, None] * n_items + recommended
    position = np.searchsorted(keys, wanted)
    found = position < len(keys)
    found[found] = keys[position[found]] == wanted[found]
    return found & (recommended >= 0)


def ndcg_at_k(recommended: Recommended, relevant: Relevant) -> FloatArray:
    """Normalised discounted cumulative gain with binary gains, in [0, 1]: float [n_users].

    The ideal list holds min(k, |relevant_u|) hits. Järvelin and Kekäläinen, "Cumulated gain-based evaluation
    of IR techniques", ACM TOIS 20(4), 2002.
    """
    hit = hits(recommended, relevant)
    discount = 1.0 / np.log2(np.arange(2, hit.shape[1] + 2))
    ideal = np.concatenate([[0.0], np.cumsum(discount)])
    return ratio_or_nan(hit @ discount, ideal[np.minimum(_relevant_counts(relevant), hit.shape[1])])


def average_precision_at_k(recommended: Recommended, relevant: Relevant) -> FloatArray:
    """Sum of the precision at every hit over |relevant_u|, in [0, 1]: float [n_users]. Its mean is MAP@k."""
    hit = hits(recommended, relevant)
    precision = np.cumsum(hit, axis=1) / np.arange(1, hit.shape[1] + 1)
    return ratio_or_nan((precision * hit).sum(axis=1), _relevant_counts(relevant))


def precision_at_k(recommended: Recommended, relevant: Relevant) -> FloatArray:
    """Hits over k, in [0, 1]: float [n_users]. A short list is judged as if it were filled with misses."""
    found = hits(recommended, relevant).mean(axis=1)
    return np.where(has_relevant(relevant), found, np.nan)


def recall_at_k(recommended: Recommended, relevant: Relevant) -> FloatArray:
    """Hits over |relevant_u|, in [0, 1]: float [n_users]. Below 1 even for a perfect list when |relevant_u| > k."""
    return ratio_or_nan(hits(recommended, relevant).sum(axis=1), _relevant_counts(relevant))


def reciprocal_rank(recommended: Recommended, relevant: Relevant) -> FloatArray:
    """One over the rank of the first hit, 0 without one: float [n_users]. Its mean is MRR."""
    hit = hits(recommended, relevant)
    first = np.where(hit.any(axis=1), 1.0 / (hit.argmax(axis=1) + 1), 0.0)
    return np.where(has_relevant(relevant), first, np.nan)


def ratio_or_nan(numerator: NDArray[Any], denominator: NDArray[Any]) -> FloatArray:
    """Elementwise quotient of two arrays [n]; NaN, without a warning, where the denominator is 0."""
    ratio = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    return ratio


def _canonical(relevant: Relevant) -> Relevant:
    truth = relevant.astype(bool)
    truth.sum_duplicates()
    truth.eliminate_zeros()
    return truth


def _relevant_counts(relevant: Relevant) -> NDArray[np.integer]:
    return np.diff(_canonical(relevant).indptr)


def _check_lists(recommended: Recommended, n_items: int) -> None:
    if recommended.ndim != 2 or recommended.shape[1] == 0:
        raise ValueError(f"recommended must be [n_users, k] with k >= 1, got shape {recommended.shape}")
    if not np.issubdtype(recommended.dtype, np.integer):
        raise ValueError(f"recommended must hold item indices, got dtype {recommended.dtype}")
    if recommended.size and (recommended.min() < -1 or recommended.max() >= n_items):
        raise ValueError(f"recommended items must be in [-1, {n_items - 1}]")
    ordered = np.sort(recommended, axis=1)
    repeated = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any(axis=1)
    if repeated.any():
        raise ValueError(f"the list of user {int(repeated.argmax())} repeats an item")
