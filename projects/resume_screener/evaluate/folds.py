"""Parts of a set that share nothing: neither a resume nor one that is nearly the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.intp]
Fold = tuple[Positions, Positions]
"""What is learnt from, and what is judged on."""
SAME = 0.9
"""Cosine of word counts, weighted by rarity, above which two resumes are versions of one."""


def versions(texts: Sequence[str]) -> NDArray[np.int64]:
    """Number the groups of resumes that are nearly the same, directly or through others: [n]."""
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True, min_df=2, stop_words="english").fit_transform(texts)
    _, groups = connected_components((words @ words.T) >= SAME, directed=False)
    return np.asarray(groups, np.int64)


def grouped_folds(labels: NDArray[np.str_], groups: NDArray[np.int64], n: int, *, seed: int) -> list[Fold]:
    """Return ``n`` folds with each class in its share and each group in one of them."""
    from sklearn.model_selection import StratifiedGroupKFold

    return list(StratifiedGroupKFold(n, shuffle=True, random_state=seed).split(labels, labels, groups))


def stratified_folds(labels: NDArray[np.str_], n: int, *, seed: int) -> list[Fold]:
    """Return ``n`` folds with each class in its share, and also classes with fewer rows than folds.

    Rows are dealt out class by class, so that the folds are of equal size.
    """
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    dealt = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fold = np.empty(len(labels), np.int64)
    fold[dealt] = np.arange(len(labels)) % n
    return [(np.flatnonzero(fold != number), np.flatnonzero(fold == number)) for number in range(n)]
