import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from shared.evaluation.calibration import (
    TEMPERATURE_RANGE,
    Binning,
    brier_score,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability_curve,
    top_label,
)


def sampled_logits(scale: float, n_rows: int = 20_000) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Labels drawn from softmax(z), and logits `scale` times z: the right temperature is `scale`."""
    rng = np.random.default_rng(0)
    calibrated = rng.normal(scale=1.5, size=(n_rows, 4))
    labels = (calibrated + rng.gumbel(size=calibrated.shape)).argmax(axis=1)
    return calibrated * scale, labels


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_temperature_undoes_the_scale_of_the_logits(scale: float) -> None:
    logits, labels = sampled_logits(scale)
    assert fit_temperature(logits, labels) == pytest.approx(scale, rel=0.05)


def test_temperature_lowers_both_the_likelihood_loss_and_the_calibration_error() -> None:
    logits, labels = sampled_logits(scale=3.0)
    temperature = fit_temperature(logits, labels)
    before = expected_calibration_error(*top_label(softmax(logits, axis=1), labels))
    after = expected_calibration_error(*top_label(softmax(logits / temperature, axis=1), labels))
    assert before > 0.15
    assert after < 0.02
    assert negative_log_likelihood(logits, labels, temperature=temperature) < negative_log_likelihood(logits, labels)


def test_perfectly_separated_logits_are_sharpened_within_the_range() -> None:
    low, _ = TEMPERATURE_RANGE
    assert low <= fit_temperature(5 * np.eye(3), [0, 1, 2]) < 1


def test_likelihood_of_equal_logits_is_the_log_of_the_number_of_classes() -> None:
    assert negative_log_likelihood(np.zeros((2, 4)), [0, 3]) == pytest.approx(np.log(4))


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("equal_width", (2 * abs(0.15 - 0.5) + 2 * abs(0.9 - 1.0)) / 4),
        ("equal_mass", (2 * abs(0.15 - 0.5) + 2 * abs(0.9 - 1.0)) / 4),
    ],
)
def test_calibration_error_of_two_worked_bins(strategy: Binning, expected: float) -> None:
    confidence, correct = [0.1, 0.2, 0.85, 0.95], [True, False, True, True]
    error = expected_calibration_error(confidence, correct, n_bins=2, strategy=strategy)
    assert error == pytest.approx(expected)


def test_equal_mass_bins_split_where_equal_width_bins_crowd() -> None:
    confidence = np.linspace(0.9, 1.0, 100)
    wide = reliability_curve(confidence, np.ones(100), n_bins=5)
    even = reliability_curve(confidence, np.ones(100), n_bins=5, strategy="equal_mass")
    np.testing.assert_array_equal(wide.count, [100])
    np.testing.assert_array_equal(even.count, [20] * 5)


@pytest.mark.parametrize("strategy", ["equal_width", "equal_mass"])
def test_curve_keeps_every_row_and_both_means(strategy: Binning) -> None:
    rng = np.random.default_rng(1)
    confidence = rng.integers(0, 11, size=500) / 10
    correct = rng.random(500) < confidence
    curve = reliability_curve(confidence, correct, n_bins=10, strategy=strategy)
    assert curve.count.sum() == 500
    assert np.average(curve.confidence, weights=curve.count) == pytest.approx(confidence.mean())
    assert np.average(curve.accuracy, weights=curve.count) == pytest.approx(correct.mean())


def test_certain_and_right_is_calibrated_and_certain_and_wrong_is_not() -> None:
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert expected_calibration_error([1.0, 0.0], [False, True]) == 1


def test_brier_score_of_worked_rows() -> None:
    probabilities = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]]
    assert brier_score(probabilities, [0, 1]) == pytest.approx((0 + 0.5) / 2)
    assert brier_score(probabilities, [2, 2]) == pytest.approx((2 + 1.5) / 2)


def test_top_label_takes_the_predicted_class() -> None:
    confidence, correct = top_label([[0.7, 0.3], [0.4, 0.6]], [0, 0])
    np.testing.assert_array_equal(confidence, [0.7, 0.6])
    np.testing.assert_array_equal(correct, [True, False])


@pytest.mark.parametrize(
    ("confidence", "correct", "message"),
    [
        ([], [], "n >= 1"),
        ([0.5], [True, False], r"\(1,\), \(2,\)"),
        ([1.2], [True], "not logits"),
        ([float("nan")], [True], "not logits"),
    ],
)
def test_confidences_that_are_no_probabilities_are_refused(
    confidence: ArrayLike, correct: ArrayLike, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        expected_calibration_error(confidence, correct)


def test_no_bins_are_refused() -> None:
    with pytest.raises(ValueError, match="n_bins"):
        reliability_curve([0.5], [True], n_bins=0)


@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        ([[0.1, 0.2]], [2], r"labels must be in \[0, 1\]"),
        ([[0.1, 0.2]], [-1], r"labels must be in \[0, 1\]"),
        ([[0.1, 0.2]], [0, 1], "n_classes"),
        ([0.1, 0.2], [0], "n_classes"),
        (np.empty((0, 2)), [], "n >= 1"),
        ([[0.1, float("inf")]], [0], "finite"),
    ],
)
def test_malformed_logits_are_refused(logits: ArrayLike, labels: ArrayLike, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_temperature(logits, labels)
    with pytest.raises(ValueError, match=message):
        brier_score(logits, labels)
