"""The database of the catalogue: transactions, and locks that hold across threads, processes and machines."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from shared.store.engine import BEGIN, build_engine, parse_url, sqlite_file, translated_errors
from shared.store.migrate import upgrade

MIGRATIONS = Path(__file__).with_name("migrations")
POLL_S = 0.1
"""How often somebody who waits for a lock tries again."""
_LOCK_CLASS = 7_305_002


class Database:
    """A SQLite file or PostgreSQL; safe to use from several threads.

    Raises InvalidStoreUrl at once for an address that can't work, and StoreUnavailable from every method when the
    database can't be reached or written.
    """

    def __init__(self, url: str) -> None:
        self._url = parse_url(url)
        self._engine = build_engine(self._url)
        self._file = sqlite_file(self._url)

    def migrate(self) -> None:
        """Create or upgrade the tables; several processes may do this at once. Raises SchemaMismatch."""
        with translated_errors(self._url):
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch()
            upgrade(self._engine, MIGRATIONS)

    def close(self) -> None:
        """Give the connections back. The database reconnects when it is used again."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. What it reads, nobody else changes in SQLite; in PostgreSQL lock it with FOR UPDATE."""
        with translated_errors(self._url), self._engine.connect() as connection:
            connection.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Everything read in here is of one moment, and keeps no writer waiting."""
        with translated_errors(self._url), self._engine.connect() as connection, connection.begin():
            if self._file is None:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

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
