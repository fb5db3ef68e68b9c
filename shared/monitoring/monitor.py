"""Keeps the newest comparison of a service at hand, for its metrics and its route."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from shared.logging import get_logger
from shared.monitoring.drift import Comparison, DriftReport, Status, compare
from shared.monitoring.signals import Signal
from shared.store import Store, StoreUnavailable

CODES: dict[Status, int] = {"insufficient_data": -1, "stable": 0, "drifted": 1}
"""The statuses as numbers, for Prometheus."""
Labelled = Iterator[tuple[dict[str, str], float]]
log = get_logger(__name__)


class DriftMonitor:
    """Compares the first ``window`` answers of the model that serves with its latest ones, at most as many.

    They never overlap: until ``window`` answers are recorded, all of them are the reference. Replicas that share a
    database see each other's answers and come to the same result.

    Args:
        store: where the answers are recorded.
        signals: what is read from them.
        window: answers on each side.
        version: gives the version of the model that serves, or None.
    """

    def __init__(
        self, store: Store, signals: Sequence[Signal[Any]], *, window: int, version: Callable[[], str | None]
    ) -> None:
        self.latest: DriftReport = compare(None, signals, [], [])
        self._store = store
        self._signals = signals
        self._window = window
        self._version = version

    def refresh(self) -> None:
        """Compare again. Blocks: call it in a thread. Raises StoreUnavailable, after which the last report stays.

        Anything else that fails is logged: what only watches must not keep a service from starting.
        """
        try:
            self._compare()
        except StoreUnavailable:
            raise
        except Exception as exc:
            log.error("drift_comparison_failed", exc_info=exc)

    def scores(self) -> Labelled:
        """Every distance with its labels; none while there are too few answers."""
        return self._labelled(lambda comparison: comparison.score)

    def thresholds(self) -> Labelled:
        """What each distance may reach."""
        return self._labelled(lambda comparison: comparison.threshold)

    def statuses(self) -> Labelled:
        """The status of every feature as one of CODES, from the start."""
        for feature, status in self.latest.statuses.items():
            yield {"feature": feature}, CODES[status]

    def _compare(self) -> None:
        if (version := self._version()) is not None:
            self.latest = compare(version, self._signals, *self._store.first_and_latest(version, self._window))

    def _labelled(self, number: Callable[[Comparison], float | None]) -> Labelled:
        for comparison in self.latest.comparisons:
            if (value := number(comparison)) is not None:
                yield {"feature": comparison.feature, "test": comparison.test}, value
