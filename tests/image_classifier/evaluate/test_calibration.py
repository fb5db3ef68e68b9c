"""Calibration: none is needed by a model that is as often right as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from projects.image_classifier.evaluate.calibration import calibration_table, reliability
from tests.image_classifier.evaluate import small_catalogue

THREE_QUARTERS = float(np.log(3))
"""Ahead by this much, the answer has the probability 3/4 of two."""


def test_a_model_that_is_as_often_right_as_it_says_has_no_error() -> None:
    scores = small_catalogue.scores([True, True, True, False] * 10, sure=[THREE_QUARTERS] * 40)
    row = calibration_table(scores).row("calibrated").metrics

    assert row["ECE"].value == pytest.approx(0, abs=1e-6)
    assert row["ECE, equal mass"].value == pytest.approx(0, abs=1e-6)
    assert row["mean confidence"].value == pytest.approx(0.75)
    assert row["Brier"].value == pytest.approx(2 * 0.75 * 0.25)
    assert row["NLL, nats"].value == pytest.approx(-0.75 * np.log(0.75) - 0.25 * np.log(0.25), abs=1e-5)


def test_the_temperature_of_the_model_is_what_makes_the_difference() -> None:
    scores = replace(
        small_catalogue.scores([True, True, True, False] * 10, sure=[4 * THREE_QUARTERS] * 40), temperature=4.0
    )
    table = calibration_table(scores)

    assert table.row("as trained").metrics["ECE"].value > 0.2
    assert table.row("calibrated").metrics["ECE"].value == pytest.approx(0, abs=1e-6)
    assert reliability(scores).expected_error == pytest.approx(0, abs=1e-6)
