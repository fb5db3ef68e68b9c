"""Whether a probability means what it says, and temperature scaling for when it does not.

`confidence` is a float array [n] in [0, 1] and `correct` a boolean array [n]: the probability of the predicted
class and whether it was right, or the probability of the positive class and whether the row is positive.
`logits` and `probabilities` are [n, n_classes], and `labels` are class indices [n].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
Binning: TypeAlias = Literal["equal_width", "equal_mass"]

TEMPERATURE_RANGE = (0.05, 20.0)


@dataclass(frozen=True, slots=True)
class ReliabilityCurve:
    """Mean confidence, accuracy and number of rows of each bin that is not empty: arrays [n_bins or fewer]."""

    confidence: FloatArray
    accuracy: FloatArray
    count: NDArray[np.int64]

    @property
    def expected_error(self) -> float:
        """Gap between confidence and accuracy, averaged over rows, in [0, 1]."""
        return float(np.average(np.abs(self.accuracy - self.confidence), weights=self.count))


def top_label(probabilities: ArrayLike, labels: ArrayLike) -> tuple[FloatArray, NDArray[np.bool_]]:
    """The probability of the predicted class [n] and whether it is right [n]: what the functions below take."""
    rows, truth = _rows(probabilities, labels)
    return rows.max(axis=1), rows.argmax(axis=1) == truth


def reliability_curve(
    confidence: ArrayLike, correct: ArrayLike, *, n_bins: int = 15, strategy: Binning = "equal_width"
) -> ReliabilityCurve:
    """Bin the rows by confidence: bins of equal width on [0, 1], or of about equal mass.

    Equal confidences always share a bin, so equal-mass bins of tied data are fewer and uneven. Raises ValueError
    for empty arrays, different lengths, and a confidence that is no probability.
    """
    stated, right = _confidences(confidence, correct)
    if n_bins < 1:
        raise ValueError(f"n_bins must be at least 1, got {n_bins}")
    edges = np.linspace(0, 1, n_bins + 1)
    if strategy == "equal_mass":
        edges = np.quantile(stated, edges)
    # Only inner edges: 0 falls into the first bin and 1 into the last; a bin holds its upper edge.
    bins = np.searchsorted(edges[1:-1], stated, side="left")
    count = np.bincount(bins, minlength=n_bins)
    filled = count > 0
    mean_confidence = np.bincount(bins, weights=stated, minlength=n_bins)[filled] / count[filled]
    share_right = np.bincount(bins, weights=right, minlength=n_bins)[filled] / count[filled]
    return ReliabilityCurve(mean_confidence, share_right, count[filled])


def expected_calibration_error(
    confidence: ArrayLike, correct: ArrayLike, *, n_bins: int = 15, strategy: Binning = "equal_width"
) -> float:
    """ECE in [0, 1]; it is biased upwards when bins hold few rows. Naeini, Cooper and Hauskrecht, AAAI 2015."""
    return reliability_curve(confidence, correct, n_bins=n_bins, strategy=strategy).expected_error


def brier_score(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Mean squared distance to the one-hot truth, summed over classes, in [0, 2]. Brier, 1950.

    For two classes it is twice the binary form that looks at the positive class alone.
    """
    rows, truth = _rows(probabilities, labels)
    return float(np.square(rows - np.eye(rows.shape[1])[truth]).sum(axis=1).mean())


def negative_log_likelihood(logits: ArrayLike, labels: ArrayLike, *, temperature: float = 1.0) -> float:
    """Mean negative log probability of the true class, in nats, of softmax(logits / temperature)."""
    from scipy.special import log_softmax

    rows, truth = _rows(logits, labels)
    log_probabilities = log_softmax(rows / temperature, axis=1)
    return float(-log_probabilities[np.arange(len(truth)), truth].mean())


def fit_temperature(logits: ArrayLike, labels: ArrayLike) -> float:
    """The temperature that minimises the negative log likelihood; above 1 the model was overconfident.

    Divide logits by it before the softmax: the predicted class stays. Fit it on rows that neither trained nor
    test the model. Logits that separate the classes perfectly have no optimum: the result is then below 1 and says
    no more. It always lies in TEMPERATURE_RANGE. Guo et al., "On calibration of modern neural networks", ICML 2017.
    """
    from scipy.optimize import minimize_scalar

    rows, truth = _rows(logits, labels)
    low, high = np.log(TEMPERATURE_RANGE)
    optimum = minimize_scalar(
        lambda log_t: negative_log_likelihood(rows, truth, temperature=float(np.exp(log_t))),
        bounds=(low, high),
        method="bounded",
    )
    return float(np.exp(optimum.x))


def _confidences(confidence: ArrayLike, correct: ArrayLike) -> tuple[FloatArray, NDArray[np.bool_]]:
    stated, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=bool)
    if stated.shape != right.shape or stated.ndim != 1 or not len(stated):
        raise ValueError(f"confidence and correct must be [n] with n >= 1, got {stated.shape}, {right.shape}")
    if not ((stated >= 0) & (stated <= 1)).all():
        raise ValueError("confidence must be in [0, 1]: pass probabilities, not logits")
    return stated, right


def _rows(values: ArrayLike, labels: ArrayLike) -> tuple[FloatArray, NDArray[np.int64]]:
    rows, truth = np.asarray(values, dtype=np.float64), np.asarray(labels, dtype=np.int64)
    if rows.ndim != 2 or truth.shape != rows.shape[:1] or not len(rows):
        raise ValueError(f"expected [n, n_classes] and labels [n] with n >= 1, got {rows.shape}, {truth.shape}")
    if not np.isfinite(rows).all():
        raise ValueError("logits and probabilities must be finite")
    if truth.min() < 0 or truth.max() >= rows.shape[1]:
        raise ValueError(f"labels must be in [0, {rows.shape[1] - 1}]")
    return rows, truth
