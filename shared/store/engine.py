"""Engines for the two databases, tuned so that a request never waits long and nothing acknowledged is lost.

SQLite: write-ahead log, so that readers don't block the writer; synchronous=FULL, so that a commit survives
a power cut; the driver's own transaction handling is off, so that DDL is transactional too; a file that was
deleted or replaced is noticed before the next statement, instead of writing to a file that no longer has a name.
PostgreSQL: connecting, a dead network and a runaway statement each have a limit.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DisconnectionError, IntegrityError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from shared.store.errors import InvalidRecord, InvalidStoreUrl, StoreUnavailable

WAIT_S = 5
STATEMENT_LIMIT_S = 30
BEGIN = "begin"

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def parse_url(address: str) -> URL:
    """The parsed address; raises InvalidStoreUrl when it is neither a SQLite file nor PostgreSQL."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise InvalidStoreUrl(
            "the database address can't be read: it looks like sqlite:///folder/file.db "
            "or postgresql+psycopg://user:password@host:5432/database"
        ) from None
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise InvalidStoreUrl(f"{url.drivername} is not supported: use sqlite or postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise InvalidStoreUrl("a database in memory is lost at exit: name a file, as in sqlite:///folder/file.db")
    return url


def sqlite_file(url: URL) -> Path | None:
    """Where a SQLite database lives; None for PostgreSQL."""
    return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None


def build_engine(url: URL) -> Engine:
    """An engine that connects on first use; raises InvalidStoreUrl when the driver is not installed."""
    file = sqlite_file(url)
    return _postgres_engine(url) if file is None else _sqlite_engine(url, file)


def _postgres_engine(url: URL) -> Engine:
    limits = {
        "connect_timeout": WAIT_S,
        "tcp_user_timeout": 2 * WAIT_S * 1000,
        "options": f"-c statement_timeout={STATEMENT_LIMIT_S * 1000} -c timezone=UTC",
    }
    try:
        return create_engine(
            url,
            connect_args={name: value for name, value in limits.items() if name not in url.query},
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=WAIT_S,
        )
    except (ArgumentError, ModuleNotFoundError) as error:
        raise InvalidStoreUrl(
            f"the driver of {url.drivername} is missing: install the 'postgres' extra "
            "and write the address as postgresql+psycopg://..."
        ) from error


def _sqlite_engine(url: URL, file: Path) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_timeout=WAIT_S)
    # Many rows in one statement: row by row, sqlite3 gives the interpreter's lock away several times a row, and the
    # thread that writes would fight for it with the event loop.
    engine.dialect.use_insertmanyvalues_wo_returning = True

    @event.listens_for(engine, "do_connect")
    def open_existing(_dialect: object, _entry: object, arguments: list[Any], options: dict[str, Any]) -> None:
        arguments[:] = [f"{file.as_uri()}?mode=rw"]
        options.update(uri=True, timeout=WAIT_S)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()
        entry.info["inode"] = _inode(file)

    @event.listens_for(engine, "checkout")
    def refuse_a_replaced_file(_connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
        if entry.info.get("inode") != _inode(file):
            raise DisconnectionError(f"{file} was deleted or replaced")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(str(connection.get_execution_options().get(BEGIN, "BEGIN")))

    return engine


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """SQLite applies its own waiting time to everything but this, so two first connections could collide."""
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _inode(file: Path) -> int | None:
    return file.stat().st_ino if file.exists() else None


@contextmanager
def translated_errors(url: URL) -> Iterator[None]:
    """Turn the errors of SQLAlchemy and its drivers into ours, without the password."""
    try:
        yield
    except (DataError, IntegrityError, UnicodeEncodeError) as error:
        kind = type(getattr(error, "orig", error)).__name__
        # The driver's own message may quote the row.
        raise InvalidRecord(f"the database refused the record: {kind}") from None
    except (SQLAlchemyError, OSError) as error:
        address = url.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).strip()
        if url.password:
            reason = reason.replace(str(url.password), "***")
        raise StoreUnavailable(
            f"the database {address} can't be used: {reason}. Check that it runs, that the address and the "
            "permissions are right, that its disk isn't full, and that it was migrated."
        ) from error
