from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.data.split import FOLDS, folds, holdout

LABELS = np.repeat([0, 1, 2], [60, 90, 30])
PAIRS = np.arange(180) // 2


def test_held_out_pictures_have_the_classes_of_all() -> None:
    rest, held_out = holdout(LABELS, 60, seed=0)

    assert np.bincount(LABELS[held_out]).tolist() == [20, 30, 10]
    assert sorted([*rest, *held_out]) == list(range(180))


def test_another_seed_holds_out_other_pictures_and_the_same_seed_the_same() -> None:
    [first, again, other] = [holdout(LABELS, 60, seed=seed)[1].tolist() for seed in (0, 0, 1)]
    assert first == again != other


def test_every_picture_is_tested_once_and_no_group_is_on_both_sides() -> None:
    parts = folds(LABELS, PAIRS, seed=0)

    assert len(parts) == FOLDS
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(180))
    for train, test in parts:
        assert not set(PAIRS[train]) & set(PAIRS[test])
        assert np.bincount(LABELS[test]).tolist() == [12, 18, 6]


def test_a_class_with_too_few_pictures_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 5 pictures"):
        folds(np.array([0] * 10 + [1] * 4), np.arange(14), seed=0)
