"""A journal between the requests and the store: what may be lost is written later, in batches, by one thread.

Predictions and events go through it, so that no request waits for the database. Feedback never does: it is
acknowledged to the sender and must be durable first. Memory is bounded: when the database stays away the oldest
records are dropped and counted. If a connection dies during a commit, its batch may be written twice.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Sequence
from itertools import islice
from types import TracebackType
from typing import Self

from shared.logging import get_logger
from shared.store.errors import StoreUnavailable
from shared.store.records import Event, Prediction
from shared.store.store import Store

FIRST_RETRY_S = 0.5
LAST_RETRY_S = 30.0
MAX_DOUBLINGS = 10

log = get_logger(__name__)


class Journal:
    """Write records to `store` every `interval` seconds, or as soon as `batch_size` of them wait.

    At most `capacity` records wait. Closing it writes what is left, within a deadline.
    """

    def __init__(self, store: Store, *, capacity: int = 10_000, interval: float = 1.0, batch_size: int = 500) -> None:
        self._store = store
        self._interval = interval
        self._batch_size = batch_size
        self._waiting: deque[Prediction | Event] = deque(maxlen=capacity)
        self._in_flight = 0
        self._dropped = 0
        self._failures = 0
        self._closed = False
        self._state = threading.Condition()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """How many records were given up since the start."""
        return self._dropped

    @property
    def pending(self) -> int:
        """How many records are not yet in the database."""
        with self._state:
            return len(self._waiting) + self._in_flight

    def add(self, record: Prediction | Event) -> None:
        """Take the record and return at once; a closed journal drops it."""
        with self._state:
            if self._closed:
                self._dropped += 1
                return
            self._dropped += len(self._waiting) == self._waiting.maxlen
            self._waiting.append(record)
            if len(self._waiting) >= self._batch_size and not self._failures:
                self._wake.set()

    def flush(self, timeout: float = 5.0) -> bool:
        """Wait until everything is written; False when that takes longer than `timeout` seconds.

        For a journal at rest: while records keep coming there may always be one that waits.
        """
        self._wake.set()
        with self._state:
            return self._state.wait_for(self._is_empty, timeout)

    def close(self, timeout: float = 5.0) -> bool:
        """Write what is left, then stop; False when records had to be given up after `timeout` seconds."""
        with self._state:
            self._closed = True
        flushed = self.flush(timeout)
        with self._state:
            self._dropped += len(self._waiting)
            # No room for what the thread may still hold: it drops that and ends.
            self._waiting = deque(maxlen=0)
        self._wake.set()
        self._thread.join(timeout=1.0)
        return flushed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _is_empty(self) -> bool:
        return not self._waiting and not self._in_flight

    def _run(self) -> None:
        while not (self._closed and not self._waiting):
            self._wake.wait(self._pause())
            self._wake.clear()
            while self._write_a_batch():
                pass

    def _pause(self) -> float:
        if not self._failures:
            return self._interval
        return min(LAST_RETRY_S, math.ldexp(FIRST_RETRY_S, min(self._failures, MAX_DOUBLINGS)))

    def _write_a_batch(self) -> bool:
        """Write the oldest records; True when there may be another full batch, which should not wait."""
        with self._state:
            batch = list(islice(self._waiting, self._batch_size))
            for _ in batch:
                self._waiting.popleft()
            self._in_flight = len(batch)
        left = self._write(batch)
        with self._state:
            room = (self._waiting.maxlen or 0) - len(self._waiting)
            kept = left[max(0, len(left) - room) :]
            self._dropped += len(left) - len(kept)
            self._waiting.extendleft(reversed(kept))
            self._in_flight = 0
            self._state.notify_all()
        return len(batch) == self._batch_size and not left

    def _write(self, batch: Sequence[Prediction | Event]) -> list[Prediction | Event]:
        """Write the batch and return the records that are still to be written."""
        left = list(batch)
        try:
            self._store.add_predictions([record for record in left if isinstance(record, Prediction)])
            left = [record for record in left if isinstance(record, Event)]
            self._store.add_events([record for record in left if isinstance(record, Event)])
        except StoreUnavailable as error:
            if not self._failures:
                log.warning("journal_waits_for_the_database", reason=str(error))
            self._failures += 1
            return left
        except Exception:
            log.exception("journal_drops_records", count=len(left))
            with self._state:
                self._dropped += len(left)
            return []
        if self._failures:
            log.info("journal_reaches_the_database_again")
        self._failures = 0
        return []
