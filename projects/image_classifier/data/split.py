"""Who learns and who judges: parts with the same share of every class, in which no picture has a twin elsewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.images import DatasetError, Labels

Positions = NDArray[np.intp]
FOLDS = 5


def holdout(labels: Labels, size: int, *, seed: int) -> tuple[Positions, Positions]:
    """Return the positions that stay, and those of ``size`` held-out pictures, by class as evenly as all are."""
    from sklearn.model_selection import train_test_split

    rest, held_out = train_test_split(np.arange(len(labels)), test_size=size, stratify=labels, random_state=seed)
    return np.sort(rest), np.sort(held_out)


def folds(labels: Labels, groups: NDArray[np.intp], *, seed: int) -> list[tuple[Positions, Positions]]:
    """Return FOLDS pairs of training and test positions; a group lies in one fold, and classes are spread evenly.

    Raises DatasetError when a class has fewer pictures than there are folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    if np.bincount(labels).min() < FOLDS:
        raise DatasetError(f"every class needs at least {FOLDS} pictures")
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(labels)), labels, groups))
