"""Tables of a project's own, in a SQLite file or PostgreSQL, with migrations of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from shared.store.engine import BEGIN, build_engine, parse_url, sqlite_file, translated_errors
from shared.store.migrate import upgrade


class Database:
    """Transactions; safe to use from several threads. ``migrations`` is the folder with the project's history.

    Raises InvalidStoreUrl at once for an address that can't work, and StoreUnavailable from every method when the
    database can't be reached or written.
    """

    def __init__(self, url: str, migrations: Path) -> None:
        self._url = parse_url(url)
        self._migrations = migrations
        self._engine = build_engine(self._url)
        self._file = sqlite_file(self._url)

    def migrate(self) -> None:
        """Create or upgrade the tables; several processes may do this at once. Raises SchemaMismatch."""
        with translated_errors(self._url):
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch()
            upgrade(self._engine, self._migrations)

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
