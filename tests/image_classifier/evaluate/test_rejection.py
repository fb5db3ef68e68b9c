"""Rejection: what is unfamiliar, how well it is told, and what is left when the unsure pictures are not answered."""

from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.classify import Classifier
from projects.image_classifier.evaluate import rejection as module
from projects.image_classifier.evaluate.rejection import (
    Judged,
    coverage_table,
    judge,
    rejection_table,
    risk_curves,
    unfamiliar_table,
)
from projects.image_classifier.evaluate.unfamiliar import unfamiliar_sets
from tests.image_classifier.evaluate import small_catalogue

SEED = 1


@pytest.fixture(autouse=True)
def _few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESAMPLES", 20)


def judged(energies: list[float], reasons: list[str]) -> Judged:
    return Judged(np.array(energies), 1 / (1 + np.exp(-np.array(energies))), np.array(reasons))


def test_unfamiliar_pictures_have_the_form_of_catalogue_pictures_and_need_no_download() -> None:
    sets = unfamiliar_sets(SEED)

    assert list(sets) == ["photos", "digits", "gaussian noise", "uniform noise", "blank"]
    for pictures in sets.values():
        assert pictures.shape[1:] == (28, 28)
        assert pictures.dtype == np.uint8
    assert len(sets["digits"]) == 1797
    assert sets["digits"].max() == 255
    assert sets["photos"].std() > 20
    assert set(sets["blank"].std(axis=(1, 2)).tolist()) == {0.0}


def test_noise_comes_from_the_seed() -> None:
    once, again, other = (unfamiliar_sets(seed)["uniform noise"] for seed in (1, 1, 2))

    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


def test_scores_that_part_the_sets_are_perfect_and_equal_scores_are_chance() -> None:
    test = judged([5.0, 6.0, 7.0] * 5, [""] * 15)
    table = unfamiliar_table(test, {"far": judged([1.0, 2.0] * 5, [""] * 10), "same": test}, SEED)

    assert table.row("far").metrics["AUROC, energy"].value == 1
    assert table.row("far").metrics["FPR95, energy"].value == 0
    assert table.row("same").metrics["AUROC, confidence"].value == pytest.approx(0.5)


def test_the_table_says_why_and_how_right_the_rejected_would_have_been() -> None:
    test = judged([1.0] * 4, ["", "", "unsure", "blank"])
    table = rejection_table(test, np.array([True, False, False, False]), {"noise": test}, SEED)
    row = table.row("test set").metrics

    assert (row["rejected"].value, row["unsure"].value, row["unfamiliar"].value) == (0.5, 0.25, 0)
    assert (row["accuracy of the answered"].value, row["accuracy of the rejected"].value) == (0.5, 0)
    assert "accuracy of the answered" not in table.row("noise").metrics


@pytest.mark.parametrize("reason", ["", "unsure"])
def test_a_test_set_that_is_all_answered_or_all_rejected_is_shown(reason: str) -> None:
    row = rejection_table(judged([1.0] * 3, [reason] * 3), np.ones(3, bool), {}, SEED).row("test set")

    assert row.metrics["rejected"].value == float(bool(reason))


def test_the_verdicts_are_those_of_the_service(classifier: Classifier) -> None:
    blank = judge(classifier.model, unfamiliar_sets(SEED)["blank"])
    known = judge(classifier.model, small_catalogue.images(5, seed=1).pixels)

    assert set(blank.reason.tolist()) == {"blank"}
    assert not known.rejected.any()


def test_answering_only_the_surest_leaves_the_mistakes_out() -> None:
    scores = small_catalogue.scores([True] * 80 + [False] * 20, sure=[2.0] * 80 + [0.1] * 20)
    table = coverage_table(scores, SEED)

    assert [row.metrics["accuracy by confidence"].value for row in table.rows] == pytest.approx(
        [0.8, 80 / 95, 80 / 90, 1.0], abs=1e-6
    )
    assert [curve.risk[-1] for curve in risk_curves(scores).values()] == pytest.approx([0.2, 0.2])
