"""Conversations that the service remembers: the queries on sessions and their turns."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from projects.chatbot_rag.answer import Turn
from projects.chatbot_rag.store.database import Database
from projects.chatbot_rag.store.tables import sessions, turns
from shared.store.records import now

ID_BYTES = 24
"""So many random bytes that nobody guesses the id of another's session."""


class UnknownSession(LookupError):
    """There is no such session among the caller's own."""

    def __init__(self) -> None:
        super().__init__("there is no such session, or it is not yours: POST /v1/sessions makes one")


@dataclass(frozen=True)
class SavedTurn(Turn):
    """A turn as it is stored; ``answer`` is the whole answer of an assistant's turn, as the API gave it."""

    answer: Mapping[str, Any] | None
    created_at: datetime


class Sessions:
    """The conversations in a database; safe to use from several threads.

    Another owner's session is as unknown as one that does not exist. Every method raises StoreUnavailable when the
    database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, owner: str) -> str:
        """Begin a conversation and return its id."""
        session_id, moment = secrets.token_urlsafe(ID_BYTES), now()
        with self._database.transaction() as connection:
            values = {"id": session_id, "owner": owner, "created_at": moment, "updated_at": moment}
            connection.execute(insert(sessions).values(values))
        return session_id

    def turns(self, session_id: str, owner: str) -> list[SavedTurn]:
        """Return the whole conversation, oldest turn first. Raises UnknownSession."""
        columns = (turns.c.role, turns.c.content, turns.c.answer, turns.c.created_at)
        statement = select(*columns).where(turns.c.session_id == session_id).order_by(turns.c.number)
        with self._database.reading() as connection:
            _require(connection, session_id, owner)
            return [SavedTurn(**row) for row in connection.execute(statement).mappings()]

    def history(self, session_id: str, owner: str, *, limit: int) -> tuple[Turn, ...]:
        """Return the last ``limit`` turns, oldest first. Raises UnknownSession."""
        newest = select(turns.c.role, turns.c.content).where(turns.c.session_id == session_id)
        newest = newest.order_by(turns.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            _require(connection, session_id, owner)
            rows = connection.execute(newest).mappings().all()
        return tuple(Turn(**row) for row in reversed(rows))

    def append(self, session_id: str, owner: str, question: str, text: str, answer: Mapping[str, Any]) -> None:
        """Store a question with its answer, both or neither. Raises UnknownSession."""
        moment = now()
        said: list[tuple[Literal["user", "assistant"], str, Mapping[str, Any] | None]] = [
            ("user", question, None),
            ("assistant", text, answer),
        ]
        with self._database.transaction() as connection:
            _require(connection, session_id, owner, lock=True)
            own = turns.c.session_id == session_id
            last = connection.execute(select(func.coalesce(func.max(turns.c.number), 0)).where(own)).scalar_one()
            rows = [
                {
                    "session_id": session_id,
                    "number": number,
                    "role": role,
                    "content": content,
                    "answer": whole,
                    "created_at": moment,
                }
                for number, (role, content, whole) in enumerate(said, start=last + 1)
            ]
            connection.execute(insert(turns), rows)
            connection.execute(update(sessions).where(sessions.c.id == session_id).values(updated_at=moment))

    def delete(self, session_id: str, owner: str) -> None:
        """Forget a conversation. Raises UnknownSession."""
        with self._database.transaction() as connection:
            _require(connection, session_id, owner)
            connection.execute(delete(sessions).where(sessions.c.id == session_id))


def _require(connection: Connection, session_id: str, owner: str, *, lock: bool = False) -> None:
    """Two answers of one session wait for each other, so that their turns get different numbers."""
    statement = select(sessions.c.id).where(sessions.c.id == session_id, sessions.c.owner == owner)
    if connection.execute(statement.with_for_update() if lock else statement).one_or_none() is None:
        raise UnknownSession
