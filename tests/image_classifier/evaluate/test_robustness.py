"""Accuracy on corrupted pictures."""

from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.classify import Classifier
from projects.image_classifier.evaluate.corruptions import CORRUPTIONS, corrupt
from projects.image_classifier.evaluate.robustness import corrupted, robustness, robustness_table
from projects.image_classifier.evaluate.scores import score
from tests.image_classifier.evaluate import small_catalogue

SEED = 1


def test_every_fifth_picture_has_the_same_severity() -> None:
    images = small_catalogue.images(10, seed=5)
    worse = corrupted(images, CORRUPTIONS["contrast"], SEED)

    np.testing.assert_array_equal(worse.pixels[2::5], corrupt(images.pixels[2::5], CORRUPTIONS["contrast"], 3, SEED))
    np.testing.assert_array_equal(worse.labels, images.labels)


def test_a_kind_without_severities_is_the_same_for_all() -> None:
    images = small_catalogue.images(10, seed=5)

    np.testing.assert_array_equal(
        corrupted(images, CORRUPTIONS["turn left"], SEED).pixels, np.rot90(images.pixels, axes=(1, 2))
    )


def test_the_table_tells_what_is_lost() -> None:
    clean, kinds = np.ones(10, bool), {name: CORRUPTIONS[name] for name in ("scale", "inverse")}
    correct = {"scale": np.array([True, False] * 5), "inverse": np.zeros(10, bool)}
    table = robustness_table("robustness", "Corrupted", clean, correct, kinds, SEED)

    assert table.row("scale").metrics["accuracy"].value == 0.5
    assert table.row("scale").metrics["drop"].value == 0.5
    assert table.row("scale").metrics["severity 1"].value == 0.5
    assert "severity 1" not in table.row("inverse").metrics
    assert table.row("mean of the corruptions").metrics["accuracy"].value == 0.25
    assert table.row("clean").metrics["accuracy"].value == 1


def test_kinds_that_training_has_rehearsed_do_not_flatter_the_second_mean() -> None:
    kinds = {name: CORRUPTIONS[name] for name in ("inverse", "turn left")}
    correct = {"inverse": np.ones(10, bool), "turn left": np.zeros(10, bool)}
    table = robustness_table("robustness", "Corrupted", np.ones(10, bool), correct, kinds, SEED)

    assert table.row("mean of the corruptions").metrics["accuracy"].value == 0.5
    assert table.row("mean of those unlike the augmentation").metrics["accuracy"].value == 0


def test_a_model_that_knows_its_pictures_loses_them_upside_down(classifier: Classifier) -> None:
    images = small_catalogue.images(10, seed=5)
    kinds = {name: CORRUPTIONS[name] for name in ("shot noise", "flip upside down")}
    correct = robustness(classifier.model, images, kinds, SEED)

    assert score(classifier.model, images).correct.mean() == pytest.approx(1)
    assert correct["shot noise"].mean() > correct["flip upside down"].mean()
