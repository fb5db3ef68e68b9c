"""Percentile bootstrap intervals, for one score and for the difference of two.

Resample the units that were drawn independently: users, queries, resumes or images, not rows of one user.
Efron and Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall, 1993, chapters 13 and 16. For paired
comparison of rankings: Smucker, Allan and Carterette, "A comparison of statistical significance tests for
information retrieval evaluation", CIKM 2007; Sakai, "Evaluating evaluation metrics based on the bootstrap",
SIGIR 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

DRAWS_IN_MEMORY = 2_000_000
MAX_UNDEFINED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with its interval: `low` and `high` bound the value at level `confidence`, from `n` units."""

    value: float
    low: float
    high: float
    confidence: float
    n: int


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Mean of candidate minus baseline on the same `n` units, with its interval at level `confidence`.

    `probability_better` is the share of resamples in which the candidate's mean is higher; ties count half.
    """

    difference: float
    low: float
    high: float
    probability_better: float
    n: int
    confidence: float


def bootstrap_mean(values: ArrayLike, *, n_resamples: int = 2000, confidence: float = 0.95, seed: int) -> Interval:
    """Interval of the mean of `values` [n], one score for each independent unit.

    Raises ValueError for an empty or two-dimensional input, and for a score that is NaN or infinite.
    """
    scores = _scores("values", values)
    _check_options(n_resamples, confidence)
    low, high = _bounds(_resampled_means(scores, n_resamples, seed), confidence)
    return Interval(float(scores.mean()), low, high, confidence, len(scores))


def paired_bootstrap(
    candidate: ArrayLike,
    baseline: ArrayLike,
    *,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int,
) -> PairedDifference:
    """Compare two systems by their scores [n] on the same units, in the same order.

    Raises ValueError when the lengths differ, and for the inputs that `bootstrap_mean` refuses.
    """
    ours, theirs = _scores("candidate", candidate), _scores("baseline", baseline)
    if len(ours) != len(theirs):
        raise ValueError(f"paired scores differ in length: candidate {len(ours)}, baseline {len(theirs)}")
    _check_options(n_resamples, confidence)
    gain = ours - theirs
    means = _resampled_means(gain, n_resamples, seed)
    low, high = _bounds(means, confidence)
    better = float(np.mean(means > 0) + np.mean(means == 0) / 2)
    return PairedDifference(float(gain.mean()), low, high, better, len(gain), confidence)


def bootstrap_statistic(
    statistic: Callable[..., float],
    *arrays: ArrayLike,
    n_resamples: int = 2000,
    confidence: float = 0.95,
    seed: int,
) -> Interval:
    """Interval of `statistic(*arrays)`, where the rows [n, ...] of all arrays are drawn together.

    For what is not a mean over units: F1, AUROC, calibration error. Resamples where the statistic is NaN (AUROC
    of one class) are left out. Raises ValueError when they are more than MAX_UNDEFINED_SHARE of all, when the
    arrays are empty or differ in length, and when the statistic of the whole data is not finite.
    """
    columns = [np.asarray(array) for array in arrays]
    n = _common_length(columns)
    _check_options(n_resamples, confidence)
    value = float(statistic(*columns))
    if not np.isfinite(value):
        raise ValueError(f"the statistic of the whole data is {value}")
    rng = np.random.default_rng(seed)
    draws = (rng.integers(n, size=n) for _ in range(n_resamples))
    resampled = np.array([statistic(*(column[rows] for column in columns)) for rows in draws], dtype=np.float64)
    defined = resampled[~np.isnan(resampled)]
    if len(defined) < (1 - MAX_UNDEFINED_SHARE) * n_resamples:
        undefined = n_resamples - len(defined)
        raise ValueError(f"the statistic is undefined on {undefined} of {n_resamples} resamples: too few rows")
    low, high = _bounds(defined, confidence)
    return Interval(value, low, high, confidence, n)


def _resampled_means(scores: NDArray[np.float64], n_resamples: int, seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    sizes = _batch_sizes(n_resamples, len(scores))
    return np.concatenate([scores[rng.integers(len(scores), size=(m, len(scores)))].mean(axis=1) for m in sizes])


def _batch_sizes(n_resamples: int, n: int) -> Iterator[int]:
    at_once = max(1, DRAWS_IN_MEMORY // n)
    for start in range(0, n_resamples, at_once):
        yield min(at_once, n_resamples - start)


def _bounds(resampled: NDArray[np.float64], confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return float(low), float(high)


def _scores(name: str, values: ArrayLike) -> NDArray[np.float64]:
    scores = np.asarray(values, dtype=np.float64)
    if scores.ndim != 1:
        raise ValueError(f"{name} must have one dimension, got shape {scores.shape}")
    if not len(scores):
        raise ValueError(f"{name} is empty")
    bad = int(np.count_nonzero(~np.isfinite(scores)))
    if bad:
        raise ValueError(f"{name} has {bad} scores that are NaN or infinite: select the units where it is defined")
    return scores


def _common_length(columns: list[NDArray[Any]]) -> int:
    lengths = {len(column) if column.ndim else 0 for column in columns}
    if len(lengths) != 1:
        raise ValueError(f"the arrays must have the same number of rows, got {sorted(lengths)}")
    n = lengths.pop()
    if n == 0:
        raise ValueError("the arrays are empty")
    return n


def _check_options(n_resamples: int, confidence: float) -> None:
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, got {n_resamples}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, got {confidence}")
