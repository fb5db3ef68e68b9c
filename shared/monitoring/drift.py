"""The decision: has a signal drifted between the first answers of a model and its latest ones?

It has when a distance is both worth a person's time and beyond chance: the threshold is the larger of EFFECTS and of
what the distance reaches without drift for samples of these sizes. A p-value alone would alarm at everything once
there are many answers. Without drift at most 1 % of comparisons alarm; of 1,000 answers on each side nine shifts in
ten are found when one of ten equal categories doubles, and all when a number moves by half a standard deviation. With
300 the former is missed more often than not. The tests hold these figures.

What this sees: that the answers changed since the model began to serve, because the inputs did, or a pipeline before
it. What it cannot see: a shift that was there from the first answer; a change of what is right while the answers stay
the same, for which labels or feedback are needed; and why. Answers are taken as independent of each other: one client
that sends the same request a thousand times looks like drift, and a time of day may too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from shared.monitoring.distances import Distance, Test
from shared.monitoring.signals import Signal, Value
from shared.store import Prediction

Status: TypeAlias = Literal["stable", "drifted", "insufficient_data"]
MIN_VALUES = 300
"""With fewer on either side, chance alone exceeds most shifts that matter."""
EFFECTS: dict[Test, float] = {"psi": 0.06, "ks": 0.1}
"""Smaller distances never count: those of a normal number that moves by a quarter of its standard deviation.

The customary 0.1 for PSI would miss a category that goes from a tenth of all answers to a fifth (0.08).
"""


@dataclass(frozen=True)
class Comparison:
    """One distance of one signal. ``score`` and ``threshold`` are None while there are too few values."""

    feature: str
    test: Test
    score: float | None
    threshold: float | None
    status: Status
    n_reference: int
    n_current: int


@dataclass(frozen=True)
class DriftReport:
    """All signals of a service, for one version of its model; None before there is one."""

    model_version: str | None
    compared_at: datetime
    comparisons: tuple[Comparison, ...]

    @property
    def statuses(self) -> dict[str, Status]:
        """One word a feature: drifted when any of its distances says so."""
        found: dict[str, Status] = {}
        for comparison in self.comparisons:
            if found.get(comparison.feature) != "drifted":
                found[comparison.feature] = comparison.status
        return found

    @property
    def drifted(self) -> bool:
        """Whether any feature has drifted."""
        return "drifted" in self.statuses.values()

    def to_markdown(self) -> str:
        """Render the report as a table."""
        heading = f"Latest answers of version {self.model_version} against its first ones"
        header = ["| feature | test | score | threshold | first | latest | |", "| --- " * 7 + "|"]
        return "\n".join([heading, "", *header, *map(_row, self.comparisons), ""])


def compare(
    model_version: str | None,
    signals: Sequence[Signal[Any]],
    reference: Sequence[Prediction],
    current: Sequence[Prediction],
) -> DriftReport:
    """Compare every signal in the ``current`` answers with the same in the ``reference``."""
    comparisons = [
        line for signal in signals for line in judge(signal, signal.values(reference), signal.values(current))
    ]
    return DriftReport(model_version, datetime.now(UTC), tuple(comparisons))


def judge(signal: Signal[Value], reference: Sequence[Value], current: Sequence[Value]) -> list[Comparison]:
    """Decide on one signal by its values, once for each of its tests."""
    sizes = len(reference), len(current)
    if min(sizes) < MIN_VALUES:
        return [Comparison(signal.name, test, None, None, "insufficient_data", *sizes) for test in signal.tests]
    distances = signal.distances(reference, current)
    return [_decided(signal.name, test, distance, sizes) for test, distance in distances.items()]


def _decided(feature: str, test: Test, distance: Distance, sizes: tuple[int, int]) -> Comparison:
    threshold = max(EFFECTS[test], distance.by_chance)
    status: Status = "drifted" if distance.score > threshold else "stable"
    return Comparison(feature, test, distance.score, threshold, status, *sizes)


def _row(comparison: Comparison) -> str:
    status = f"**{comparison.status}**" if comparison.status == "drifted" else comparison.status
    numbers = [_shown(comparison.score), _shown(comparison.threshold)]
    sizes = [str(comparison.n_reference), str(comparison.n_current)]
    return f"| {' | '.join([comparison.feature, comparison.test, *numbers, *sizes, status])} |"


def _shown(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"
