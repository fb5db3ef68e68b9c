"""Stored resumes: encrypted, for a limited time, and gone for good when they are deleted.

The file itself and its name are never stored: what a screening needs is its text, and a second copy of somebody's
document would be one more thing to lose. The id is a keyed hash of the file, so that a file stored twice is one row.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from projects.resume_screener.store.encryption import Cipher
from projects.resume_screener.store.errors import UnknownResume
from projects.resume_screener.store.tables import decisions, resumes
from shared.store.database import Database
from shared.store.records import now


@dataclass(frozen=True)
class StoredResume:
    """That a resume is stored, and until when."""

    id: str
    created_at: datetime
    expires_at: datetime


_DATES = (resumes.c.id, resumes.c.created_at, resumes.c.expires_at)


class Resumes:
    """The resumes in a database, each kept for ``retention``. Raises StoreUnavailable when it can't be used."""

    def __init__(self, database: Database, cipher: Cipher, retention: timedelta) -> None:
        self._database = database
        self._cipher = cipher
        self._retention = retention

    def put(self, key: str, payload: bytes) -> tuple[StoredResume, bool]:
        """Store a payload, or replace the one of that id and begin its time anew; return whether it is new."""
        moment = now()
        values = {"payload": self._cipher.seal(payload, key), "expires_at": moment + self._retention}
        with self._database.transaction() as connection:
            connection.execute(delete(resumes).where(resumes.c.id == key, resumes.c.expires_at <= moment))
            again = update(resumes).where(resumes.c.id == key).values(values).returning(*_DATES)
            row = connection.execute(again).mappings().one_or_none()
            if row is not None:
                return StoredResume(**row), False
            added = insert(resumes).values(id=key, created_at=moment, **values).returning(*_DATES)
            return StoredResume(**connection.execute(added).mappings().one()), True

    def listed(self, limit: int) -> list[StoredResume]:
        """Return the newest resumes, newest first."""
        newest = select(*_DATES).where(resumes.c.expires_at > now()).order_by(resumes.c.created_at.desc()).limit(limit)
        with self._database.reading() as connection:
            return [StoredResume(**row) for row in connection.execute(newest).mappings()]

    def get(self, key: str) -> tuple[StoredResume, bytes]:
        """Return one resume and its payload. Raises UnknownResume and WrongStorageKey."""
        statement = select(resumes).where(resumes.c.id == key, resumes.c.expires_at > now())
        with self._database.reading() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        if row is None:
            raise UnknownResume
        dates = StoredResume(row["id"], row["created_at"], row["expires_at"])
        return dates, self._cipher.open(row["payload"], key)

    def payloads(self, keys: Collection[str]) -> dict[str, bytes]:
        """Return the payloads of these resumes by id. Raises UnknownResume: one is missing; and WrongStorageKey."""
        statement = select(resumes.c.id, resumes.c.payload)
        statement = statement.where(resumes.c.id.in_(keys), resumes.c.expires_at > now())
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        if len(rows) < len(set(keys)):
            raise UnknownResume
        return self._opened([(key, payload) for key, payload in rows])

    def newest(self, limit: int) -> dict[str, bytes]:
        """Return the payloads of the newest resumes by id, newest first. Raises WrongStorageKey."""
        statement = select(resumes.c.id, resumes.c.payload).where(resumes.c.expires_at > now())
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(resumes.c.created_at.desc()).limit(limit)).all()
        return self._opened([(key, payload) for key, payload in rows])

    def delete(self, key: str) -> None:
        """Delete a resume, and the words of the decisions on it; what was decided stays. Raises UnknownResume."""
        with self._database.transaction() as connection:
            found = connection.execute(delete(resumes).where(resumes.c.id == key)).rowcount
            connection.execute(update(decisions).where(decisions.c.resume_id == key).values(reason=None))
        if not found:
            raise UnknownResume

    def purge(self) -> int:
        """Delete what has expired, as ``delete`` does; return how many resumes there were."""
        expired = resumes.c.expires_at <= now()
        gone = select(resumes.c.id).where(expired)
        with self._database.transaction() as connection:
            connection.execute(update(decisions).where(decisions.c.resume_id.in_(gone)).values(reason=None))
            return connection.execute(delete(resumes).where(expired)).rowcount

    def _opened(self, rows: Sequence[tuple[str, bytes]]) -> dict[str, bytes]:
        return {key: self._cipher.open(payload, key) for key, payload in rows}
