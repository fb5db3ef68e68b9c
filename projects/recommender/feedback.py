"""Feedback that changes the next answer: what users did lately, before and after the training, held in memory.

What this process records shows at once; what other replicas record shows after the next poll. The store is the
truth, this is a view of it, rebuilt at start.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.store import Feedback, Store

MAX_SUBJECTS = 100_000
OVERLAP = timedelta(seconds=30)
"""A poll looks back this far: rows of a slow transaction appear late, under an early time."""


@dataclass(frozen=True)
class Taste:
    """What one user did lately: items liked or watched with their time (seconds since 1970, UTC), oldest first, and
    items disliked."""

    liked: Mapping[str, int] = field(default_factory=dict)
    disliked: frozenset[str] = frozenset()


NO_TASTE = Taste()


class RecentFeedback:
    """The latest ``per_user`` events of the latest ``MAX_SUBJECTS`` users. Safe to use from several threads."""

    def __init__(self, store: Store, *, per_user: int) -> None:
        self._store = store
        self._per_user = per_user
        self._events: OrderedDict[str, dict[str, Feedback]] = OrderedDict()
        self._tastes: dict[str, Taste] = {}
        self._lock = threading.Lock()
        self._seen_until: datetime | None = None

    def poll(self) -> None:
        """Read what was stored since the last poll. Raises StoreUnavailable."""
        since = None if self._seen_until is None else self._seen_until - OVERLAP
        for record in self._store.feedback_since(since):
            self.apply([record])
            if self._seen_until is None or record.received_at > self._seen_until:
                self._seen_until = record.received_at

    def apply(self, records: Iterable[Feedback]) -> None:
        """Take over records that are safely stored. Of two events on one item the later one counts."""
        with self._lock:
            for record in records:
                events = self._events.setdefault(record.subject, {})
                self._events.move_to_end(record.subject)
                known = events.get(record.item)
                if known is None or known.occurred_at <= record.occurred_at:
                    events[record.item] = record
                self._tastes[record.subject] = self._summarise(events)
            while len(self._events) > MAX_SUBJECTS:
                subject, _ = self._events.popitem(last=False)
                del self._tastes[subject]

    def of(self, subject: str) -> Taste:
        """Return what a user did; nothing for somebody unknown."""
        return self._tastes.get(subject, NO_TASTE)

    def _summarise(self, events: dict[str, Feedback]) -> Taste:
        latest = sorted(events.values(), key=lambda event: event.occurred_at)[-self._per_user :]
        for item in events.keys() - {event.item for event in latest}:
            del events[item]
        return Taste(
            liked={event.item: int(event.occurred_at.timestamp()) for event in latest if event.kind != "dislike"},
            disliked=frozenset(event.item for event in latest if event.kind == "dislike"),
        )
