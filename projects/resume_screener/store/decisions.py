"""The log of decisions: who decided what, and what the service had shown them. Rows are added and never changed.

One thing leaves a row again: the reason, when the resume that it is about is deleted. It is encrypted like a resume,
because people write about people in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import RowMapping, insert, select

from projects.resume_screener.store.encryption import Cipher
from projects.resume_screener.store.errors import UnknownJob
from projects.resume_screener.store.tables import decisions, jobs
from shared.store.database import Database
from shared.store.records import now


@dataclass(frozen=True)
class Shown:
    """What a person saw when they decided: the place in the ranking and the numbers, of which model."""

    job_id: str
    resume_id: str
    rank: int
    score: float
    probability: float
    recommendation: str
    blind: bool
    model_version: str


@dataclass(frozen=True)
class Decision(Shown):
    """A line of the log. ``override``: the decision goes against the recommendation. ``decided_by``: a pseudonym."""

    id: str
    decision: str
    override: bool
    reason: str | None
    decided_by: str
    decided_at: datetime


class Decisions:
    """The log in a database. Raises StoreUnavailable when it can't be used."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def add(self, shown: Shown, decision: str, *, override: bool, reason: str | None, decided_by: str) -> Decision:
        """Add a line. Raises UnknownJob."""
        line = Decision(
            **vars(shown),
            id=uuid4().hex,
            decision=decision,
            override=override,
            reason=reason,
            decided_by=decided_by,
            decided_at=now(),
        )
        sealed = None if reason is None else self._cipher.seal(reason.encode(), line.id)
        with self._database.transaction() as connection:
            if connection.execute(select(jobs.c.id).where(jobs.c.id == shown.job_id)).one_or_none() is None:
                raise UnknownJob
            connection.execute(insert(decisions).values({**vars(line), "reason": sealed}))
        return line

    def of_job(self, job_id: str) -> list[Decision]:
        """Return every decision on a job, in the order they were made. Raises UnknownJob and WrongStorageKey."""
        lines = select(decisions).where(decisions.c.job_id == job_id).order_by(decisions.c.number)
        with self._database.reading() as connection:
            if connection.execute(select(jobs.c.id).where(jobs.c.id == job_id)).one_or_none() is None:
                raise UnknownJob
            return [self._decision(row) for row in connection.execute(lines).mappings()]

    def _decision(self, row: RowMapping) -> Decision:
        values = {name: value for name, value in row.items() if name != "number"}
        if (sealed := row["reason"]) is not None:
            values["reason"] = self._cipher.open(sealed, row["id"]).decode()
        return Decision(**values)
