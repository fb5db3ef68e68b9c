"""Group tables as New York City's Local Law 144 defines them: selection rates, scoring rates, impact ratios.

A self-run table in this form is no bias audit in the sense of that law. 6 RCNY § 5-301; EEOC Uniform Guidelines,
29 CFR § 1607.4(D), for the four-fifths rule of thumb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.evaluation import Interval

Flags = NDArray[np.bool_]
FOUR_FIFTHS = 0.8


@dataclass(frozen=True, slots=True)
class GroupRate:
    """One group: ``rate`` is the share selected, ``ratio`` that to the best group's rate with its interval.

    ``p`` is the share of random relabellings in which the group's ratio is as low or lower: the chance to see it
    from a scorer that doesn't know the groups. ``n`` counts people, not rankings.
    """

    group: str
    n: int
    rate: float
    ratio: Interval
    p: float


def impact_table(
    selected: NDArray[np.float64], groups: Sequence[str], *, n_resamples: int = 1000, seed: int = 0
) -> tuple[GroupRate, ...]:
    """Compare groups by what happened to each person; fairlearn does the arithmetic of the rates.

    ``selected`` [n]: how often a person was selected, in [0, 1]. ``groups`` [n]. Groups come in the order of their
    names. People are resampled within their group. Raises ValueError for one group, or when nobody was selected.
    """
    labels = np.asarray(groups)
    names, codes = np.unique(labels, return_inverse=True)
    if len(names) < 2 or not selected.any():
        raise ValueError("impact ratios compare at least two groups of which somebody was selected")
    rates = _rates_by_group(selected, labels)
    ratios = rates / float(rates.max())
    rng = np.random.default_rng(seed)
    low, high = np.quantile(_resampled_ratios(selected, codes, n_resamples, rng), [0.025, 0.975], axis=0)
    p = _permutation_p(selected, codes, ratios, n_resamples, rng)
    counts = np.bincount(codes)
    return tuple(
        GroupRate(
            str(name),
            int(counts[k]),
            float(rates[k]),
            Interval(float(ratios[k]), float(low[k]), float(high[k]), 0.95, int(counts[k])),
            float(p[k]),
        )
        for k, name in enumerate(names)
    )


def above_median(scores: NDArray[np.float64]) -> Flags:
    """Return who scores above the median: Local Law 144's "scoring rate" for tools that give a score."""
    return np.asarray(scores > np.median(scores), dtype=bool)


def _rates_by_group(selected: NDArray[np.float64], labels: NDArray[np.str_]) -> NDArray[np.float64]:
    """Return the mean of each group, in the order of their names."""
    from fairlearn.metrics import MetricFrame, mean_prediction

    frame = MetricFrame(metrics=mean_prediction, y_true=selected, y_pred=selected, sensitive_features=labels)
    return np.asarray(frame.by_group.sort_index(), dtype=np.float64)


def _resampled_ratios(
    selected: NDArray[np.float64], codes: NDArray[np.intp], n_resamples: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    members = [selected[codes == k] for k in range(codes.max() + 1)]
    rates = np.array([[rng.choice(m, len(m)).mean() for m in members] for _ in range(n_resamples)])
    return np.asarray(rates / np.maximum(rates.max(axis=1, keepdims=True), np.finfo(np.float64).tiny))


def _permutation_p(
    selected: NDArray[np.float64],
    codes: NDArray[np.intp],
    ratios: NDArray[np.float64],
    n_resamples: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    counts = np.bincount(codes)
    rates = np.array([np.bincount(codes, rng.permutation(selected)) for _ in range(n_resamples)]) / counts
    as_low = rates / rates.max(axis=1, keepdims=True) <= ratios + 1e-12
    return np.asarray((as_low.sum(axis=0) + 1) / (n_resamples + 1))
