"""Parts of the test set: a part is compared with its own classes, and a real gap is flagged."""

from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.data.images import Images
from projects.image_classifier.evaluate.scores import Scores
from projects.image_classifier.evaluate.slices import mirrored, slice_table

N = 300
SEED = 1


def grey(levels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Images:
    """A picture of one tone for each level, with a black left half."""
    pixels = np.broadcast_to(levels[:, None, None], (len(levels), 8, 8)).astype(np.uint8)
    pixels[:, :, :4] = 0
    return Images(pixels, np.arange(len(levels)) % 2, ("cat", "dog"))


def answers(
    labels: np.ndarray[tuple[int], np.dtype[np.int64]], correct: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Scores:
    return Scores(np.eye(2, dtype=np.float32)[np.where(correct, labels, 1 - labels)], labels, 1.0)


def test_a_part_that_is_worse_than_its_classes_is_flagged() -> None:
    images = grey(np.linspace(0, 255, N).astype(int))
    scores = answers(images.labels, np.arange(N) < 250)  # the brightest are wrong
    table = slice_table(images, scores, scores, SEED)

    assert table.row("bright").metrics["flagged"].value == 1
    assert table.row("bright").metrics["accuracy"].value == pytest.approx(0.5)
    assert table.row("dark").metrics["flagged"].value == 0
    assert sum(table.row(name).metrics["pictures"].value for name in ("dark", "medium", "bright")) == N


def test_a_part_is_not_blamed_for_the_classes_it_holds() -> None:
    images = grey(np.repeat([0, 100, 255], N // 3))
    hard = Images(images.pixels, np.repeat([0, 0, 1], N // 3), images.classes)  # the bright ones are all dogs
    right = np.where(hard.labels == 0, True, np.arange(N) % 2 == 0)
    row = slice_table(hard, answers(hard.labels, right), answers(hard.labels, right), SEED).row("bright").metrics

    assert row["accuracy"].value == 0.5
    assert row["gap at equal classes"].value == 0
    assert row["flagged"].value == 0


def test_mirrored_pictures_are_compared_with_themselves() -> None:
    images = grey(np.linspace(50, 255, N).astype(int))
    straight, turned = answers(images.labels, np.ones(N, bool)), answers(images.labels, np.arange(N) % 4 > 0)
    row = slice_table(images, straight, turned, SEED).row("mirrored").metrics

    assert row["gap at equal classes"].value == -0.25
    assert row["flagged"].value == 1
    np.testing.assert_array_equal(mirrored(images).pixels[:, :, 4:], 0)


def test_pictures_that_are_all_alike_make_one_part() -> None:
    images = grey(np.full(N, 200))
    scores = answers(images.labels, np.ones(N, bool))

    names = [row.name for row in slice_table(images, scores, scores, SEED).rows]
    assert names == ["all", "dark", "small", "low contrast", "mirrored"]
