"""The store: predictions, feedback and events of one service, in SQLite or PostgreSQL.

Records go in and come out as frozen dataclasses; SQL stays in this folder. A method returns after the commit,
so what it acknowledges survives a crash. It recovers by itself when the database is back.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Insert, RowMapping, Table, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.store import tables
from shared.store.conversions import conversions_by_variant
from shared.store.engine import build_engine, parse_url, sqlite_file, translated_errors
from shared.store.migrate import upgrade
from shared.store.records import Event, Feedback, Prediction

PAGE = 1_000

Record = TypeVar("Record", Prediction, Feedback, Event)

_INSERT_NEW_FEEDBACK: dict[str, Insert] = {
    name: dialect.insert(tables.feedback)
    .on_conflict_do_nothing(index_elements=["service", "event_id"])
    .returning(tables.feedback.c.event_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


class Store:
    """One service's view of the database at `url`; safe to use from several threads.

    Raises InvalidStoreUrl at once for an address that can't work, and from every method StoreUnavailable
    when the database can't be reached or written.
    """

    def __init__(self, url: str, *, service: str) -> None:
        self._url = parse_url(url)
        self._engine = build_engine(self._url)
        self._service = service

    def __repr__(self) -> str:
        return f"Store({self._url.render_as_string(hide_password=True)!r}, service={self._service!r})"

    def migrate(self) -> None:
        """Create or upgrade the tables; several processes may do this at once.

        Raises SchemaMismatch when a newer version of this code has already upgraded the database.
        """
        file = sqlite_file(self._url)
        with translated_errors(self._url):
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
            upgrade(self._engine)

    def ping(self) -> None:
        """Return when the database answers and has its tables; raise StoreUnavailable otherwise."""
        with self._transaction() as connection:
            connection.execute(select(tables.feedback.c.id).limit(1))

    def close(self) -> None:
        """Give the connections back. The store reconnects when it is used again."""
        self._engine.dispose()

    def add_feedback(self, records: Sequence[Feedback]) -> list[bool]:
        """Store the records, all or none, and return for each whether it was new.

        An `event_id` that is known changes nothing; of two in one batch the first counts. Raises StoreUnavailable,
        after which sending the same records again is safe.
        """
        if not records:
            return []
        # In one order everywhere: two overlapping batches then can't wait for each other.
        ordered = sorted(records, key=lambda record: record.event_id)
        with self._transaction() as connection:
            stored = connection.execute(
                _INSERT_NEW_FEEDBACK[self._engine.dialect.name], [self._row(record) for record in ordered]
            )
            new = set(stored.scalars())
        return [_take(new, record.event_id) for record in records]

    def add_predictions(self, records: Sequence[Prediction]) -> None:
        """Store the predictions, all or none."""
        self._add(tables.predictions, records)

    def add_events(self, records: Sequence[Event]) -> None:
        """Store the events, all or none."""
        self._add(tables.events, records)

    def feedback_of(self, subject: str, *, limit: int = 1_000) -> list[Feedback]:
        """The newest feedback of one subject, newest first by `occurred_at`."""
        table = tables.feedback
        statement = (
            select(*_columns(table, Feedback))
            .where(table.c.service == self._service, table.c.subject == subject)
            .order_by(table.c.occurred_at.desc(), table.c.id.desc())
            .limit(limit)
        )
        with self._transaction() as connection:
            return [Feedback(**row) for row in connection.execute(statement).mappings()]

    def feedback_since(self, received_after: datetime | None = None, *, limit: int | None = None) -> Iterator[Feedback]:
        """At most `limit` records received after that time (all when None), in the order they were stored."""
        received_at = tables.feedback.c.received_at
        return self._read(tables.feedback, Feedback, *_after(received_at, received_after), limit=limit)

    def predictions(
        self,
        *,
        since: datetime | None = None,
        model_version: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Prediction]:
        """Predictions made after `since`, of one model version or of all, in the order they were stored."""
        table = tables.predictions
        conditions = _after(table.c.created_at, since)
        if model_version is not None:
            conditions.append(table.c.model_version == model_version)
        return self._read(table, Prediction, *conditions, limit=limit)

    def first_and_latest(self, model_version: str, size: int) -> tuple[list[Prediction], list[Prediction]]:
        """The first `size` predictions of a model version, and the latest `size` of those after them.

        Both are in the order they were stored. An index leads to them, however many lie between.
        """
        table = tables.predictions
        own = select(table.c.id, *_columns(table, Prediction)).where(
            table.c.service == self._service, table.c.model_version == model_version
        )
        with self._transaction() as connection:
            first = connection.execute(own.order_by(table.c.id).limit(size)).mappings().all()
            later = own.where(table.c.id > (first[-1]["id"] if first else 0))
            latest = connection.execute(later.order_by(table.c.id.desc()).limit(size)).mappings().all()
        return [_record(Prediction, row) for row in first], [_record(Prediction, row) for row in reversed(latest)]

    def events(self, name: str, *, since: datetime | None = None, limit: int | None = None) -> Iterator[Event]:
        """Events of one name that occurred after `since`, in the order they were stored."""
        table = tables.events
        return self._read(table, Event, table.c.name == name, *_after(table.c.occurred_at, since), limit=limit)

    def conversions(self, event: str, *, experiment: str, kind: str) -> list[tuple[str, int, int]]:
        """Per variant: its name, how many subjects were exposed, and how many of them converted.

        An exposure is an event of that name whose payload holds `experiment` and `variant`; the first of a subject
        counts. Converted is who gave feedback of that kind, received at that moment or later.
        """
        statement = conversions_by_variant(self._service, event, experiment, kind)
        with self._transaction() as connection:
            return [(variant, exposed, converted) for variant, exposed, converted in connection.execute(statement)]

    def delete_subject(self, subject: str) -> int:
        """Erase everything stored under one subject and return how many rows that was."""
        with self._transaction() as connection:
            return sum(
                connection.execute(
                    delete(table).where(table.c.service == self._service, table.c.subject == subject)
                ).rowcount
                for table in (tables.predictions, tables.feedback, tables.events)
            )

    def purge(self, older_than: datetime) -> int:
        """Delete what this service stored before that time, in small transactions; return the row count."""
        clocks = (
            tables.predictions.c.created_at,
            tables.feedback.c.received_at,
            tables.events.c.occurred_at,
        )
        return sum(self._purge(clock, older_than) for clock in clocks)

    def _purge(self, clock: Column[datetime], older_than: datetime) -> int:
        table = clock.table
        old = select(table.c.id).where(table.c.service == self._service, clock < older_than).limit(PAGE)
        deleted = 0
        while True:
            with self._transaction() as connection:
                count = connection.execute(delete(table).where(table.c.id.in_(old))).rowcount
            deleted += count
            if count < PAGE:
                return deleted

    def _add(self, table: Table, records: Sequence[Record]) -> None:
        if records:
            with self._transaction() as connection:
                connection.execute(insert(table), [self._row(record) for record in records])

    def _row(self, record: Prediction | Feedback | Event) -> dict[str, object]:
        values = {field.name: getattr(record, field.name) for field in fields(record)}
        return {"service": self._service, **values}

    def _read(
        self, table: Table, kind: type[Record], *conditions: ColumnElement[bool], limit: int | None
    ) -> Iterator[Record]:
        """Page by id, so that a slow reader holds no transaction open."""
        statement = select(table.c.id, *_columns(table, kind)).where(table.c.service == self._service)
        statement = statement.where(*conditions).order_by(table.c.id)
        last_id, remaining = 0, sys.maxsize if limit is None else limit
        while remaining > 0:
            size = min(PAGE, remaining)
            with self._transaction() as connection:
                page = connection.execute(statement.where(table.c.id > last_id).limit(size)).mappings().all()
            for row in page:
                last_id = row["id"]
                yield _record(kind, row)
            if len(page) < size:
                return
            remaining -= size

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translated_errors(self._url), self._engine.begin() as connection:
            yield connection


def _columns(table: Table, kind: type[Record]) -> list[Column[Any]]:
    return [table.c[field.name] for field in fields(kind)]


def _record(kind: type[Record], row: RowMapping) -> Record:
    return kind(**{name: value for name, value in row.items() if name != "id"})


def _after(clock: Column[datetime], time: datetime | None) -> list[ColumnElement[bool]]:
    return [] if time is None else [clock > time]


def _take(ids: set[str], event_id: str) -> bool:
    """Whether the id was there, once: its second record in the same batch is not new."""
    if event_id not in ids:
        return False
    ids.remove(event_id)
    return True
