"""Jobs as they were advertised, and what a recruiter changed about their requirements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from projects.resume_screener.store.errors import JobIsDecided, UnknownJob
from projects.resume_screener.store.tables import jobs
from shared.store.database import Database
from shared.store.records import now

MAX_LISTED = 100


@dataclass(frozen=True)
class StoredJob:
    """An advertisement; ``importance`` has what was set by hand, ``must`` or ``nice`` by the id of the skill."""

    id: str
    title: str | None
    text: str
    importance: Mapping[str, str]
    created_at: datetime


class Jobs:
    """The jobs in a database. Raises StoreUnavailable when it can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, title: str | None, text: str, importance: Mapping[str, str]) -> StoredJob:
        """Store a job under a new id."""
        job = StoredJob(uuid4().hex, title, text, dict(importance), now())
        with self._database.transaction() as connection:
            connection.execute(insert(jobs).values(vars(job)))
        return job

    def listed(self, limit: int = MAX_LISTED) -> list[StoredJob]:
        """Return the newest jobs, newest first."""
        newest = select(jobs).order_by(jobs.c.created_at.desc()).limit(limit)
        with self._database.reading() as connection:
            return [StoredJob(**row) for row in connection.execute(newest).mappings()]

    def get(self, key: str) -> StoredJob:
        """Return one job. Raises UnknownJob."""
        with self._database.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == key)).mappings().one_or_none()
        if row is None:
            raise UnknownJob
        return StoredJob(**row)

    def set_importance(self, key: str, importance: Mapping[str, str]) -> StoredJob:
        """Put what was set by hand in place of what was set before. Raises UnknownJob."""
        changed = update(jobs).where(jobs.c.id == key).values(importance=dict(importance)).returning(jobs)
        with self._database.transaction() as connection:
            row = connection.execute(changed).mappings().one_or_none()
        if row is None:
            raise UnknownJob
        return StoredJob(**row)

    def delete(self, key: str) -> None:
        """Delete a job on which nothing was decided. Raises UnknownJob and JobIsDecided."""
        with self._database.transaction() as connection:
            try:
                found = connection.execute(delete(jobs).where(jobs.c.id == key)).rowcount
            except IntegrityError:
                raise JobIsDecided from None
        if not found:
            raise UnknownJob
