"""The database of the catalogue, with locks that hold across threads, processes and machines."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import shared.store.database
from shared.store.engine import translated_errors

MIGRATIONS = Path(__file__).with_name("migrations")
POLL_S = 0.1
"""How often somebody who waits for a lock tries again."""
_LOCK_CLASS = 7_305_002


class Database(shared.store.database.Database):
    """The tables of the catalogue. Raises InvalidStoreUrl at once for an address that can't work."""

    def __init__(self, url: str) -> None:
        super().__init__(url, MIGRATIONS)

    @contextmanager
    def exclusive(self, name: str, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Be the only one, of all processes that use this database, within a block of that name.

        ``waiting`` is called several times a second while somebody else is; what it raises ends the wait. The lock
        of a process that dies is free.
        """
        with self._postgres_lock(name, waiting) if self._file is None else _file_lock(self._file, name, waiting):
            yield

    @contextmanager
    def _postgres_lock(self, name: str, waiting: Callable[[], None]) -> Iterator[None]:
        key = {"class": _LOCK_CLASS, "name": zlib.crc32(name.encode()) - 2**31}
        with translated_errors(self._url):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            with translated_errors(self._url):
                while not connection.scalar(text("SELECT pg_try_advisory_lock(:class, :name)"), key):
                    waiting()
                    time.sleep(POLL_S)
            try:
                yield
            finally:
                try:
                    connection.execute(text("SELECT pg_advisory_unlock(:class, :name)"), key)
                except DBAPIError:
                    # The server ended the session, and the lock with it.
                    connection.invalidate()


@contextmanager
def _file_lock(database: Path, name: str, waiting: Callable[[], None]) -> Iterator[None]:
    lock = FileLock(database.with_name(f"{database.name}.{name}.lock"))
    while True:
        try:
            lock.acquire(timeout=POLL_S)
            break
        except Timeout:
            waiting()
    try:
        yield
    finally:
        lock.release()
