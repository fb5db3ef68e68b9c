"""What a list of recommendations is like besides right: coverage, novelty, diversity and popularity.

`recommended` is an integer array [n_users, k] of item indices where -1 fills a list that is too short, as in
`shared.evaluation.ranking`. Scores per user are NaN where they are undefined: an empty list has no novelty, and
a list of one item has no diversity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from shared.evaluation.ranking import FloatArray, Recommended, ratio_or_nan

if TYPE_CHECKING:
    from scipy import sparse

ItemFeatures: TypeAlias = "NDArray[Any] | sparse.csr_array[Any, tuple[int, int]] | sparse.csr_matrix[Any]"


def coverage(recommended: Recommended, n_items: int) -> float:
    """Share of the catalogue of `n_items` that is in at least one list, in [0, 1]."""
    if n_items < 1:
        raise ValueError(f"n_items must be at least 1, got {n_items}")
    return len(np.unique(recommended[recommended >= 0])) / n_items


def novelty(recommended: Recommended, item_counts: NDArray[Any], n_users: int) -> FloatArray:
    """Mean self-information -log2 p(item) of each list, in bits: float [n_users].

    `item_counts` [n_items] is how many of the `n_users` training users have each item. An item that nobody has
    counts as if one user had it, which keeps the score finite. Zhou et al., "Solving the apparent
    diversity-accuracy dilemma of recommender systems", PNAS 107(10), 2010.
    """
    return _list_mean(recommended, -np.log2(np.maximum(item_counts, 1) / n_users))


def mean_popularity(recommended: Recommended, item_counts: NDArray[Any], n_users: int) -> FloatArray:
    """Mean share of training users who have the items of each list, in [0, 1]: float [n_users].

    Compare it with the same number for the users' own histories: the gap is the popularity bias.
    """
    return _list_mean(recommended, item_counts / n_users)


def intra_list_diversity(recommended: Recommended, item_features: ItemFeatures) -> FloatArray:
    """One minus the mean cosine over the pairs of each list: float [n_users], in [0, 1] for features >= 0.

    `item_features` is [n_items, n_features], dense or CSR; an item without features resembles nothing. Ziegler
    et al., "Improving recommendation lists through topic diversification", WWW 2005.
    """
    unit, described = _unit_rows(item_features)
    listed = _membership(recommended, len(described))
    # The pairs' cosines sum to (|sum of unit vectors|^2 - sum of |unit vector|^2) / 2: no [n_users, k, k] array.
    total = listed @ unit
    squared = np.asarray(total.multiply(total).sum(axis=1)).ravel()
    length = (recommended >= 0).sum(axis=1)
    return 1.0 - ratio_or_nan(squared - listed @ described, length * (length - 1))


def _unit_rows(item_features: ItemFeatures) -> tuple[sparse.csr_array[Any, tuple[int, int]], FloatArray]:
    """Features scaled to length 1, and 1.0 for each item that has any feature, else 0.0."""
    from scipy import sparse

    features: sparse.csr_array[Any, tuple[int, int]] = sparse.csr_array(item_features)
    norm = np.sqrt(np.asarray(features.multiply(features).sum(axis=1), dtype=np.float64).ravel())
    inverse = np.divide(1.0, norm, out=np.zeros_like(norm), where=norm > 0)
    return sparse.csr_array(sparse.diags_array(inverse) @ features), (norm > 0).astype(np.float64)


def _membership(recommended: Recommended, n_items: int) -> sparse.csr_array[Any, tuple[int, int]]:
    from scipy import sparse

    users, ranks = np.nonzero(recommended >= 0)
    cells = (np.ones(len(users)), (users, recommended[users, ranks]))
    return sparse.csr_array(cells, shape=(len(recommended), n_items))


def _list_mean(recommended: Recommended, item_values: NDArray[Any]) -> FloatArray:
    listed = recommended >= 0
    return ratio_or_nan(np.where(listed, item_values[recommended], 0.0).sum(axis=1), listed.sum(axis=1))
