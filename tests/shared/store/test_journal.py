from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import create_engine, event, text

from shared.store import Event, Journal, Prediction, Store


def make_prediction(number: int) -> Prediction:
    return Prediction(request_id=f"r{number}", model_version="1", outcome="ok")


def request_ids(store: Store) -> list[str]:
    return [record.request_id for record in store.predictions()]


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.journal.FIRST_RETRY_S", 0.01)
    monkeypatch.setattr("shared.store.journal.LAST_RETRY_S", 0.02)


@pytest.fixture
def absent(tmp_path: Path) -> Iterator[Store]:
    """A store whose database doesn't exist until it is migrated."""
    store = Store(f"sqlite:///{tmp_path / 'absent.db'}", service="recommender")
    yield store
    store.close()


def test_records_reach_the_database_in_order(store: Store) -> None:
    with Journal(store, batch_size=3) as journal:
        for number in range(10):
            journal.add(make_prediction(number))
        journal.add(Event(name="exposure", payload={"arm": "b"}))
        assert journal.flush()
        assert journal.pending == 0
        assert journal.dropped == 0
    assert request_ids(store) == [f"r{number}" for number in range(10)]
    assert [shown.payload for shown in store.events("exposure")] == [{"arm": "b"}]


def test_closing_writes_what_is_left(store: Store) -> None:
    with Journal(store, interval=3600) as journal:
        journal.add(make_prediction(0))
    assert request_ids(store) == ["r0"]


def test_a_full_batch_is_written_without_waiting_for_the_interval(store: Store) -> None:
    with Journal(store, interval=3600, batch_size=2) as journal:
        journal.add(make_prediction(0))
        journal.add(make_prediction(1))
        with journal._state:
            assert journal._state.wait_for(journal._is_empty, timeout=60)


def test_the_interval_is_enough_to_write(store: Store) -> None:
    with Journal(store, interval=0.01) as journal:
        journal.add(make_prediction(0))
        with journal._state:
            assert journal._state.wait_for(journal._is_empty, timeout=60)


def test_on_sqlite_a_batch_is_one_statement(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'one.db'}", service="recommender")
    store.migrate()
    rows_of_inserts: list[int] = []

    @event.listens_for(store._engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT"):
            rows_of_inserts.append(statement.count("), (") + 1)

    store.add_predictions([make_prediction(number) for number in range(500)])
    assert rows_of_inserts == [500]
    assert len(request_ids(store)) == 500
    store.close()


def test_under_a_steady_flow_it_writes_batches_and_not_record_by_record(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[float] = []

    def one_more_arrives(records: Sequence[Prediction]) -> None:
        written.append(monotonic())
        if len(written) < 4:
            journal.add(make_prediction(0))

    monkeypatch.setattr(store, "add_predictions", one_more_arrives)
    with Journal(store, interval=0.05) as journal:
        journal.add(make_prediction(0))
        with journal._state:
            assert journal._state.wait_for(lambda: len(written) >= 4, timeout=60)
    assert written[3] - written[0] >= 3 * 0.05


def test_records_wait_while_the_database_is_away(absent: Store) -> None:
    with Journal(absent, interval=0.01) as journal:
        for number in range(5):
            journal.add(make_prediction(number))
        assert not journal.flush(timeout=0.1)
        absent.migrate()
        assert journal.flush(timeout=60)
        assert journal.dropped == 0
    assert request_ids(absent) == [f"r{number}" for number in range(5)]


def test_a_long_absence_does_not_stop_it(absent: Store) -> None:
    with Journal(absent, interval=0.01) as journal:
        journal.add(make_prediction(0))
        assert not journal.flush(timeout=0.1)
        journal._failures = 100_000
        absent.migrate()
        assert journal.flush(timeout=60)


def test_the_oldest_records_are_dropped_and_counted_when_it_is_full(absent: Store) -> None:
    with Journal(absent, capacity=3, interval=0.01) as journal:
        for number in range(10):
            journal.add(make_prediction(number))
            assert not journal.flush(timeout=0.02)
        assert journal.pending == 3
        assert journal.dropped == 7
        absent.migrate()
        assert journal.flush(timeout=60)
    assert request_ids(absent) == ["r7", "r8", "r9"]


def test_adding_never_waits_for_the_database(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    store = Store(f"sqlite:///{file}", service="recommender")
    store.migrate()
    with closing(sqlite3.connect(file, isolation_level=None)) as other, Journal(store, batch_size=1) as journal:
        other.execute("BEGIN IMMEDIATE")
        for number in range(100):
            journal.add(make_prediction(number))
        assert journal.pending == 100
        other.execute("ROLLBACK")
        assert journal.flush(timeout=60)
    assert request_ids(store) == [f"r{number}" for number in range(100)]
    store.close()


def test_closing_gives_up_after_its_deadline_and_counts_what_is_lost(absent: Store) -> None:
    journal = Journal(absent)
    for number in range(5):
        journal.add(make_prediction(number))
    assert not journal.close(timeout=0.05)
    journal._thread.join(timeout=60)
    assert not journal._thread.is_alive()
    assert (journal.pending, journal.dropped) == (0, 5)


def test_a_closed_journal_drops_and_counts(store: Store) -> None:
    journal = Journal(store)
    assert journal.close()
    journal.add(make_prediction(0))
    assert (journal.pending, journal.dropped) == (0, 1)
    assert request_ids(store) == []


def test_a_batch_that_the_database_refuses_does_not_stop_the_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store(url, service="recommender")
    store.migrate()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no'); END"))
    engine.dispose()
    with Journal(store) as journal:
        journal.add(make_prediction(0))
        journal.add(Event(name="exposure"))
        assert journal.flush(timeout=60)
        journal.add(make_prediction(1))
        assert journal.flush(timeout=60)
        assert journal.dropped == 1
    assert request_ids(store) == ["r0", "r1"]
    store.close()
