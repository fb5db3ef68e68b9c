"""Who learns and who judges: parts with the same share of every class, in which no picture has a twin elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.images import Labels

Positions = NDArray[np.intp]
FOLDS = 5


@dataclass(frozen=True)
class Split:
    """Positions of the pictures of each part, in ascending order; every picture is in exactly one."""

    train: Positions
    validation: Positions
    test: Positions


def holdout(labels: Labels, size: int, *, seed: int) -> tuple[Positions, Positions]:
    """Return the positions that stay, and those of ``size`` held-out pictures, by class as evenly as all are."""
    from sklearn.model_selection import train_test_split

    rest, held_out = train_test_split(np.arange(len(labels)), test_size=size, stratify=labels, random_state=seed)
    return np.sort(rest), np.sort(held_out)


def folds(labels: Labels, groups: NDArray[np.intp], *, seed: int) -> list[tuple[Positions, Positions]]:
    """Return FOLDS pairs of training and test positions; a group lies in one fold, and classes are spread evenly.

    Raises ValueError when a class has fewer pictures than there are folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    if np.bincount(labels).min() < FOLDS:
        raise ValueError(f"every class needs at least {FOLDS} pictures")
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(labels)), labels, groups))


def split(labels: Labels, groups: NDArray[np.intp], *, seed: int) -> Split:
    """Return a fifth for test, a fifth of the rest for validation, and what is left for training.

    Raises ValueError when a class has too few pictures to be in all three.
    """
    rest, test = folds(labels, groups, seed=seed)[0]
    train, validation = folds(labels[rest], groups[rest], seed=seed)[0]
    return Split(rest[train], rest[validation], test)
