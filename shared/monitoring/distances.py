"""Two distances between samples, and how large each gets by chance when nothing has changed.

PSI: population stability index, the symmetric Kullback–Leibler divergence of binned shares. Without drift it is about
``(1/n + 1/m) χ²`` with (bins − 1) degrees of freedom: B. Yurdakul, "Statistical Properties of Population Stability
Index", Western Michigan University, 2018. KS: N. Smirnov, "Table for estimating the goodness of fit of empirical
distributions", Annals of Mathematical Statistics 19(2), 1948.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from statistics import NormalDist
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

BINS = 10
"""Numbers are binned by the deciles of the reference."""
CATEGORIES = 12
"""So many categories are told apart, the most frequent ones; what is left is one more."""
PSEUDO_COUNT = 0.5
"""Added to every bin, so that an empty one does not make PSI infinite."""
FALSE_ALARMS = 0.001
"""Share of comparisons without drift in which a distance may exceed what it is said to reach by chance."""

Numbers: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.float64]
Test: TypeAlias = Literal["psi", "ks"]


class Distance(NamedTuple):
    """A distance between two samples, and what it stays under by chance."""

    score: float
    by_chance: float


def number_distances(reference: Sequence[float], current: Sequence[float]) -> dict[Test, Distance]:
    """Both distances of two samples of numbers, neither of them empty."""
    q, p = np.array(reference, dtype=np.float64), np.array(current, dtype=np.float64)
    counts = count_numbers(q, p)
    return {
        "psi": Distance(psi(*counts), psi_by_chance(*counts)),
        "ks": Distance(ks_distance(q, p), ks_by_chance(len(q), len(p))),
    }


def category_distances(reference: Sequence[str], current: Sequence[str]) -> dict[Test, Distance]:
    """The distance of two samples of names, neither of them empty."""
    counts = count_categories(reference, current)
    return {"psi": Distance(psi(*counts), psi_by_chance(*counts))}


def count_numbers(reference: Numbers, current: Numbers) -> tuple[Counts, Counts]:
    """Count both samples in the bins between the deciles of ``reference``; equal deciles make fewer bins."""
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, BINS + 1)[1:-1]))

    def counted(sample: Numbers) -> Counts:
        return np.bincount(np.searchsorted(edges, sample), minlength=len(edges) + 1).astype(np.float64)

    return counted(reference), counted(current)


def count_categories(reference: Sequence[str], current: Sequence[str]) -> tuple[Counts, Counts]:
    """Count both samples in the most frequent categories of the two together.

    Of the reference alone, those would be chosen that were frequent there by luck, and would seem to get rarer.
    """
    frequent = [name for name, _ in Counter([*reference, *current]).most_common(CATEGORIES)]

    def counted(sample: Sequence[str]) -> Counts:
        counts = Counter(sample)
        own = [counts[name] for name in frequent]
        return np.array([*own, len(sample) - sum(own)], dtype=np.float64)

    return counted(reference), counted(current)


def psi(reference: Counts, current: Counts) -> float:
    """Population stability index of two histograms over the same bins."""
    q, p = ((counts + PSEUDO_COUNT) / (counts + PSEUDO_COUNT).sum() for counts in (reference, current))
    return float(np.sum((p - q) * np.log(p / q)))


def psi_by_chance(reference: Counts, current: Counts) -> float:
    """What PSI stays under without drift, except in ``FALSE_ALARMS`` of all comparisons.

    The quantile of χ² is that of E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17(12), 1931.
    """
    occupied = int(np.count_nonzero(reference + current))
    degrees = max(occupied - 1, 1)
    spread = 2 / (9 * degrees)
    quantile = degrees * (1 - spread + NormalDist().inv_cdf(1 - FALSE_ALARMS) * sqrt(spread)) ** 3
    return float(quantile * (1 / reference.sum() + 1 / current.sum()))


def ks_distance(reference: Numbers, current: Numbers) -> float:
    """Largest vertical distance between the two empirical distribution functions."""
    q, p = np.sort(reference), np.sort(current)
    values = np.concatenate([q, p])
    gaps = np.searchsorted(q, values, side="right") / len(q) - np.searchsorted(p, values, side="right") / len(p)
    return float(np.abs(gaps).max())


def ks_by_chance(n: int, m: int) -> float:
    """What the distance stays under without drift, except in ``FALSE_ALARMS`` of all comparisons; rarer with ties."""
    return sqrt(-log(FALSE_ALARMS / 2) / 2 * (1 / n + 1 / m))
