"""The database is locked, gone, full or restarted, and the writer is killed."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.store import Feedback, InvalidStoreUrl, Store, StoreUnavailable

if TYPE_CHECKING:
    from tests.shared.store.conftest import PostgresServer

WRITE_UNTIL_KILLED = """
import sys
from datetime import UTC, datetime
from itertools import count
from shared.store import Feedback, Store
store = Store(sys.argv[1], service="recommender")
for number in count():
    record = Feedback(event_id=str(number), subject="u1", item="50", kind="like", occurred_at=datetime.now(UTC))
    store.add_feedback([record])
    print(number, flush=True)
"""


def make_feedback(event_id: str) -> Feedback:
    return Feedback(event_id=event_id, subject="u1", item="50", kind="like", occurred_at=datetime.now(UTC))


def stored_ids(store: Store) -> list[str]:
    return [record.event_id for record in store.feedback_since()]


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def sqlite_store(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store in a SQLite file that gives up waiting for a lock almost at once."""
    monkeypatch.setattr("shared.store.engine.WAIT_S", 0.1)
    store = Store(f"sqlite:///{sqlite_file}", service="recommender")
    store.migrate()
    yield store
    store.close()


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """What a full disk looks like to this process."""
    resource = pytest.importorskip("resource", reason="the size limit of files is a POSIX feature")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_what_was_acknowledged_survives_kill_9_of_the_writer(store: Store, url: str) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITE_UNTIL_KILLED, url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline().strip() for _ in range(50)]
        writer.kill()
        acknowledged += writer.stdout.read().split()
    assert len(acknowledged) >= 50
    assert set(acknowledged) <= set(stored_ids(store))


def test_sqlite_survives_a_power_cut_because_every_commit_is_synced(sqlite_store: Store) -> None:
    with sqlite_store._engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_locked_sqlite_file_is_unavailable_until_it_is_released(sqlite_store: Store, sqlite_file: Path) -> None:
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            sqlite_store.add_feedback([make_feedback("e1")])
        sqlite_store.ping()
        other.execute("ROLLBACK")
    assert sqlite_store.add_feedback([make_feedback("e1")]) == [True]


def test_a_deleted_sqlite_file_is_noticed_and_used_again_when_restored(
    sqlite_store: Store, sqlite_file: Path, tmp_path: Path
) -> None:
    sqlite_store.add_feedback([make_feedback("e1")])
    sqlite_store.close()
    backup = Path(shutil.copy(sqlite_file, tmp_path / "backup.db"))
    sqlite_store.ping()
    for file in tmp_path.glob("store.db*"):
        file.unlink()

    with pytest.raises(StoreUnavailable, match="unable to open"):
        sqlite_store.add_feedback([make_feedback("e2")])
    assert not sqlite_file.exists()

    shutil.copy(backup, sqlite_file)
    assert sqlite_store.add_feedback([make_feedback("e2")]) == [True]
    assert stored_ids(sqlite_store) == ["e1", "e2"]


def test_a_file_that_is_no_database_is_unavailable(sqlite_file: Path) -> None:
    sqlite_file.write_bytes(b"not a database, although it is long enough to be one" * 100)
    store = Store(f"sqlite:///{sqlite_file}", service="recommender")
    with pytest.raises(StoreUnavailable, match="not a database"):
        store.migrate()
    store.close()


def test_a_full_disk_is_unavailable_and_loses_nothing(sqlite_store: Store) -> None:
    sqlite_store.add_feedback([make_feedback("e1")])
    with file_size_limit(1), pytest.raises(StoreUnavailable):
        sqlite_store.add_feedback([make_feedback("e2")])
    assert sqlite_store.add_feedback([make_feedback("e3")]) == [True]
    assert stored_ids(sqlite_store) == ["e1", "e3"]


def test_a_folder_that_can_not_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="permissions"):
        Store(f"sqlite:///{tmp_path}/file/store.db", service="recommender").migrate()


def test_postgresql_that_restarts_is_unavailable_and_then_used_again(
    postgres: PostgresServer, postgres_url: str
) -> None:
    store = Store(postgres_url, service="recommender")
    store.migrate()
    store.add_feedback([make_feedback("e1")])

    postgres.stop()
    try:
        with pytest.raises(StoreUnavailable, match="connection"):
            store.add_feedback([make_feedback("e2")])
    finally:
        postgres.start()

    assert store.add_feedback([make_feedback("e2")]) == [True]
    assert stored_ids(store) == ["e1", "e2"]
    store.close()


def test_a_restart_of_postgresql_between_two_calls_goes_unnoticed(postgres: PostgresServer, postgres_url: str) -> None:
    store = Store(postgres_url, service="recommender")
    store.migrate()
    postgres.stop()
    postgres.start()
    store.ping()
    store.close()


def test_postgresql_gives_up_a_statement_that_runs_too_long(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.engine.STATEMENT_LIMIT_S", 0.2)
    store, other = Store(postgres_url, service="recommender"), Store(postgres_url, service="recommender")
    store.migrate()
    with other._engine.begin() as connection:
        connection.exec_driver_sql("LOCK TABLE feedback")
        with pytest.raises(StoreUnavailable, match="statement timeout"):
            store.add_feedback([make_feedback("e1")])
    assert store.add_feedback([make_feedback("e1")]) == [True]
    store.close()
    other.close()


@pytest.mark.parametrize("password", ["hunter2", "p%40ss%2Fword"])
def test_the_password_is_in_no_message(password: str) -> None:
    pytest.importorskip("psycopg", reason="the 'postgres' extra is not installed")
    store = Store(f"postgresql+psycopg://app:{password}@127.0.0.1:9/app", service="recommender")
    with pytest.raises(StoreUnavailable) as caught:
        store.ping()
    written = "".join(traceback.format_exception(caught.value)) + repr(store)
    assert "app:***@127.0.0.1" in written
    assert password not in written
    assert "p@ss/word" not in written


def test_a_wrong_password_is_not_repeated(postgres: PostgresServer, postgres_url: str) -> None:
    wrong = postgres_url.replace("s3cret-p%40ss", "hunter2")
    with pytest.raises(StoreUnavailable, match="password authentication failed") as caught:
        Store(wrong, service="recommender").ping()
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("store.db", "sqlite:///folder/file.db"),
        ("", "sqlite:///folder/file.db"),
        ("postgresql+psycopg://app:hunter2@host:port/app", "sqlite:///folder/file.db"),
        ("mysql://app:hunter2@host/app", "use sqlite or postgresql"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("postgresql+nodriver://app:hunter2@host/app", "'postgres' extra"),
    ],
)
def test_an_address_that_can_not_work_is_refused_with_the_remedy(address: str, remedy: str) -> None:
    with pytest.raises(InvalidStoreUrl, match=remedy) as caught:
        Store(address, service="recommender")
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
