"""A/B tests: who sees which variant, what is logged, and what may be concluded.

Assignment is a hash of the experiment and the user, so that it needs no table, is the same on every replica and
does not change between visits. The analysis counts users, not clicks, since users are what was assigned; it checks
the sample ratio before anything else. Kohavi, Tang and Xu, "Trustworthy Online Controlled Experiments", 2020.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import chdtrc

EXPOSURE = "exposure"
MIN_USERS_PER_VARIANT = 100
SAMPLE_RATIO_ALPHA = 0.001
Verdict: TypeAlias = Literal["too_few_users", "sample_ratio_mismatch", "no_difference", "better", "worse"]


@dataclass(frozen=True)
class Variant:
    """One arm: its share of the users, and the diversity of the lists it serves."""

    name: str
    share: float
    diversity: float


@dataclass(frozen=True)
class Experiment:
    """Control comes first. Names differ, shares are above zero and sum to one."""

    name: str
    question: str
    variants: tuple[Variant, ...]

    def __post_init__(self) -> None:
        shares = [variant.share for variant in self.variants]
        if len(shares) < 2 or not (min(shares) > 0 and math.isclose(sum(shares), 1)):
            raise ValueError(f"experiment {self.name}: needs two variants or more whose shares, above 0, sum to 1")
        if len({variant.name for variant in self.variants}) < len(self.variants):
            raise ValueError(f"experiment {self.name}: the names of its variants must differ")

    def assign(self, subject: str) -> Variant:
        """Return the variant of a user: uniform in the hash, independent between experiments."""
        digest = sha256(f"{self.name}:{subject}".encode()).digest()
        point = int.from_bytes(digest[:8], "big") / 2**64
        edge = 0.0
        for variant in self.variants[:-1]:
            edge += variant.share
            if point < edge:
                return variant
        return self.variants[-1]


DIVERSITY = Experiment(
    name="diversity-2026",
    question="Do more varied lists lead more users to a film they like?",
    variants=(Variant("control", 0.5, 0.0), Variant("varied", 0.5, 0.2)),
)


class Exposed:
    """The users whose exposure this process has logged; for one thread.

    Beyond `capacity` the one seen longest ago is forgotten and logged again: a row too many, since only the first
    exposure counts.
    """

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._subjects: OrderedDict[tuple[str, str], None] = OrderedDict()

    def add(self, experiment: str, subject: str) -> bool:
        """Remember the user, and return whether that is new."""
        key = (experiment, subject)
        new = key not in self._subjects
        self._subjects[key] = None
        self._subjects.move_to_end(key)
        if len(self._subjects) > self._capacity:
            self._subjects.popitem(last=False)
        return new


@dataclass(frozen=True)
class VariantCount:
    """Users who saw a variant, and those of them who liked something afterwards."""

    name: str
    exposed: int
    converted: int

    @property
    def rate(self) -> float | None:
        """Share of converted users; None without any."""
        return self.converted / self.exposed if self.exposed else None


@dataclass(frozen=True)
class Analysis:
    """Treatment minus control in the share of converted users, with its 95% interval."""

    counts: tuple[VariantCount, ...]
    difference: float | None
    low: float | None
    high: float | None
    sample_ratio_p_value: float | None
    verdict: Verdict


def analyse(experiment: Experiment, seen: Iterable[VariantCount]) -> Analysis:
    """Compare the last variant with the first (control). Variants that nobody saw count zero, unknown ones nothing."""
    by_name = {count.name: count for count in seen}
    counts = tuple(by_name.get(variant.name, VariantCount(variant.name, 0, 0)) for variant in experiment.variants)
    p_value = _sample_ratio_p_value(experiment, counts)
    if min(count.exposed for count in counts) < MIN_USERS_PER_VARIANT:
        return Analysis(counts, None, None, None, p_value, "too_few_users")
    difference, low, high = newcombe_interval(counts[-1], counts[0])
    if p_value is not None and p_value < SAMPLE_RATIO_ALPHA:
        return Analysis(counts, difference, low, high, p_value, "sample_ratio_mismatch")
    verdict: Verdict = "better" if low > 0 else "worse" if high < 0 else "no_difference"
    return Analysis(counts, difference, low, high, p_value, verdict)


def newcombe_interval(treatment: VariantCount, control: VariantCount) -> tuple[float, float, float]:
    """Return the difference of two shares and its 95% interval.

    Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 1998,
    method 10: it holds for small counts and shares near 0 or 1, where the textbook formula does not.
    """
    p1, low1, high1 = _wilson(treatment)
    p0, low0, high0 = _wilson(control)
    difference = p1 - p0
    below = float(np.hypot(p1 - low1, high0 - p0))
    above = float(np.hypot(high1 - p1, p0 - low0))
    return difference, difference - below, difference + above


def _wilson(count: VariantCount, z: float = 1.959964) -> tuple[float, float, float]:
    n, p = count.exposed, count.converted / count.exposed
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    return p, centre - half, centre + half


def _sample_ratio_p_value(experiment: Experiment, counts: tuple[VariantCount, ...]) -> float | None:
    """Chi-square test that the exposed users are split as the shares say."""
    total = sum(count.exposed for count in counts)
    if total == 0:
        return None
    observed = np.array([count.exposed for count in counts])
    expected = np.array([variant.share * total for variant in experiment.variants])
    statistic = ((observed - expected) ** 2 / expected).sum()
    return float(chdtrc(len(counts) - 1, statistic))
