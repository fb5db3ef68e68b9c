"""Thresholds pass the shares of validation pictures that they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from projects.image_classifier.model.thresholds import fit_description, fit_rejection

N = 2000


def logits(seed: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(0, 3, (N, 10))


def test_one_picture_in_a_hundred_is_unfamiliar_and_one_in_twenty_unsure() -> None:
    rejection = fit_rejection(logits(), np.full(N, 50.0), temperature=2.0)

    assert (logsumexp(logits(), axis=1) < rejection.energy).mean() == pytest.approx(0.01)
    assert (softmax(logits() / 2, axis=1).max(axis=1) < rejection.confidence).mean() == pytest.approx(0.05)


def test_a_picture_is_blank_below_half_of_the_lowest_contrast() -> None:
    contrasts = np.linspace(20, 90, N)

    assert fit_rejection(logits(), contrasts, 1.0).contrast == pytest.approx(10)


def test_no_threshold_depends_on_the_labels_but_the_temperature_does() -> None:
    right, contrasts = logits().argmax(axis=1), np.full(N, 50.0)
    sure, _ = fit_description(logits(), right, contrasts)
    doubtful, _ = fit_description(logits(), np.roll(right, 1), contrasts)

    assert sure < 1 < doubtful


def test_thresholds_are_of_the_calibrated_confidence() -> None:
    truth = np.random.default_rng(1).integers(10, size=N)
    temperature, rejection = fit_description(logits(), truth, np.full(N, 50.0))

    assert rejection == fit_rejection(logits(), np.full(N, 50.0), temperature)


@pytest.mark.parametrize("contrasts", [np.ones(N - 1), np.ones((N, 1))])
def test_arrays_that_do_not_fit_are_refused(contrasts: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    with pytest.raises(ValueError, match=r"contrasts \[n\]"):
        fit_rejection(logits(), contrasts, 1.0)


def test_no_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="logits must be"):
        fit_rejection(np.empty((0, 10)), np.empty(0), 1.0)
