"""The queue of what is to be ingested: durable, and safe with several workers.

A job that runs belongs to whoever started it at that moment: who has lost it to a deadline, or to another worker that
took it for dead, can't write to it any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from projects.chatbot_rag.documents import Access
from projects.chatbot_rag.store.database import Database
from projects.chatbot_rag.store.errors import JobLost, UnknownJob
from projects.chatbot_rag.store.tables import jobs
from shared.store.records import now

Kind = Literal["ingest", "sync"]
State = Literal["queued", "running", "done", "failed"]
INGEST: Kind = "ingest"
SYNC: Kind = "sync"
MAX_ATTEMPTS = 3
INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Job:
    """One file on its way into the index, or a change of the documents that the index is to follow.

    ``done`` of ``total`` is the progress of ``stage``. ``error_code`` and ``error_message`` are set when it failed.
    """

    id: str
    kind: Kind
    name: str
    access: str
    document_id: str | None
    state: State
    stage: str
    done: int
    total: int
    attempts: int
    error_code: str | None
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


_COLUMNS = [jobs.c[field.name] for field in fields(Job)]


class Jobs:
    """The queue in a database. Raises StoreUnavailable when it can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def submit(self, name: str, access: str, content: bytes) -> Job:
        """Queue a file; once this returns, the file survives a crash."""
        with self._database.transaction() as connection:
            return insert_job(connection, INGEST, name, access, content=content)

    def get(self, job_id: str, access: Access) -> Job:
        """Return one job. Raises UnknownJob, for an absent one and for one under another label alike."""
        statement = select(*_COLUMNS).where(jobs.c.id == job_id, jobs.c.access.in_(access))
        with self._database.reading() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        if row is None:
            raise UnknownJob
        return Job(**row)

    def recent(self, access: Access, *, limit: int = 100) -> list[Job]:
        """Return the newest jobs that the holder of the labels may see, newest first."""
        newest = select(*_COLUMNS).where(jobs.c.access.in_(access)).order_by(jobs.c.created_at.desc()).limit(limit)
        with self._database.reading() as connection:
            return [Job(**row) for row in connection.execute(newest).mappings()]

    def claim(self) -> Job | None:
        """Take the oldest queued job, or return None; no other worker gets the same one."""
        oldest = select(jobs.c.id).where(jobs.c.state == "queued").order_by(jobs.c.created_at).limit(1)
        moment = now()
        taken = {"state": "running", "started_at": moment, "heartbeat_at": moment, "attempts": jobs.c.attempts + 1}
        statement = (
            update(jobs)
            .where(jobs.c.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
            .values(**taken)
            .returning(*_COLUMNS)
        )
        with self._database.transaction() as connection:
            row = connection.execute(statement).mappings().one_or_none()
            return None if row is None else Job(**row)

    def content(self, job: Job) -> bytes:
        """Return the file of a running job. Raises JobLost when its content is gone, as it is at the end."""
        with self._database.reading() as connection:
            content: bytes | None = connection.execute(
                select(jobs.c.content).where(jobs.c.id == job.id)
            ).scalar_one_or_none()
        if content is None:
            raise JobLost
        return content

    def report(self, job: Job, stage: str, done: int, total: int) -> None:
        """Say how far a running job is. Raises JobLost."""
        self._write(job, stage=stage, done=done, total=total, heartbeat_at=now())

    def beat(self, job: Job) -> None:
        """Say that a running job's worker is alive. Raises JobLost."""
        self._write(job, heartbeat_at=now())

    def succeed(self, job: Job, document_id: str | None) -> None:
        """End a running job well. Raises JobLost."""
        self._end(job, state="done", document_id=document_id)

    def fail(self, job: Job, code: str, message: str) -> None:
        """End a running job badly. Raises JobLost."""
        self._end(job, state="failed", error_code=code, error_message=message)

    def release(self, job: Job) -> None:
        """Queue a running job again, as if it had never been taken. Raises JobLost."""
        self._write(job, state="queued", stage="waiting", done=0, attempts=job.attempts - 1)

    def recover(self, silent_seconds: float) -> int:
        """Queue running jobs again that have given no sign of life for so long; return how many there were.

        After MAX_ATTEMPTS a job fails as INTERRUPTED: it may be what kills the process.
        """
        dead = (jobs.c.state == "running", jobs.c.heartbeat_at < now() - timedelta(seconds=silent_seconds))
        message = f"the process that worked on it was stopped {MAX_ATTEMPTS} times: send the file again, or split it"
        given_up = _ending(state="failed", error_code=INTERRUPTED, error_message=message)
        with self._database.transaction() as connection:
            ended = connection.execute(update(jobs).where(*dead, jobs.c.attempts >= MAX_ATTEMPTS).values(given_up))
            again = connection.execute(update(jobs).where(*dead).values(state="queued", stage="waiting", done=0))
            return ended.rowcount + again.rowcount

    def _end(self, job: Job, **values: object) -> None:
        self._write(job, **_ending(**values))

    def _write(self, job: Job, **values: object) -> None:
        own = (jobs.c.id == job.id, jobs.c.state == "running", jobs.c.started_at == job.started_at)
        with self._database.transaction() as connection:
            if connection.execute(update(jobs).where(*own).values(**values)).rowcount == 0:
                raise JobLost


def insert_job(
    connection: Connection,
    kind: Kind,
    name: str,
    access: str,
    *,
    document_id: str | None = None,
    content: bytes | None = None,
) -> Job:
    """Queue a job as part of a transaction."""
    values = {
        "id": uuid4().hex,
        "kind": kind,
        "name": name,
        "access": access,
        "document_id": document_id,
        "content": content,
        "state": "queued",
        "stage": "waiting",
        "done": 0,
        "total": 0,
        "attempts": 0,
        "created_at": now(),
    }
    return Job(**connection.execute(insert(jobs).values(**values).returning(*_COLUMNS)).mappings().one())


def _ending(**values: object) -> Mapping[str, Any]:
    return {**values, "stage": "finished", "content": None, "finished_at": now()}
