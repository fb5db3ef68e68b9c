"""Documents as text: the truth that every index is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Insert, RowMapping, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from projects.chatbot_rag.documents import Access, Parsed, Section
from projects.chatbot_rag.store.database import Database
from projects.chatbot_rag.store.errors import NothingToRestore, UnknownDocument
from projects.chatbot_rag.store.jobs import SYNC, Job, insert_job
from projects.chatbot_rag.store.tables import documents
from shared.store.errors import InvalidRecord
from shared.store.records import now

UPLOADED = "uploaded"
MAX_NAME_CHARS = 500
_CONTENT = (documents.c.title, documents.c.media_type, documents.c.sha256, documents.c.text, documents.c.sections)
_INSERT_NEW: Mapping[str, Insert] = {
    name: dialect.insert(documents).on_conflict_do_nothing(index_elements=["id"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_DESCRIPTION = [
    *(column for column in documents.c if column.name not in {"text", "sections", "previous"}),
    documents.c.previous.is_not(None).label("restorable"),
]


@dataclass(frozen=True)
class Document:
    """What is known of a document besides its text.

    ``sha256`` is that of the file it was read from, ``origin`` who brought it, ``revision`` how often it has changed.
    """

    id: str
    name: str
    access: str
    origin: str
    revision: int
    title: str
    media_type: str
    sha256: str
    created_at: datetime
    updated_at: datetime
    restorable: bool


@dataclass(frozen=True)
class Source:
    """A document as an index is made from it."""

    id: str
    access: str
    revision: int
    parsed: Parsed


def document_id(access: str, name: str) -> str:
    """Return the id of the document of that name under that label."""
    return hashlib.sha256(f"{access}\0{name}".encode()).hexdigest()[:32]


class Documents:
    """The documents in a database. Raises StoreUnavailable when it can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, access: str, sha256: str, parsed: Parsed, *, origin: str = UPLOADED) -> Document:
        """Add a document, or replace the one of that name and label, whose text is kept as the previous revision.

        The same text from the same file changes nothing, ``revision`` included. Raises InvalidRecord when the name is
        too long or something can't be stored.
        """
        if len(name) > MAX_NAME_CHARS:
            raise InvalidRecord(f"the name has {len(name)} characters, at most {MAX_NAME_CHARS} are stored: shorten it")
        key, moment, content = document_id(access, name), now(), _content(sha256, parsed)
        first = {"id": key, "name": name, "access": access, "origin": origin, "revision": 1, **content}
        with self._database.transaction() as connection:
            add = _INSERT_NEW[connection.dialect.name].values(**first, created_at=moment, updated_at=moment)
            connection.execute(add)
            held = dict(_locked(connection, key, *_CONTENT))
            if held != content:
                changed = {
                    "origin": origin,
                    "revision": documents.c.revision + 1,
                    "previous": held,
                    "updated_at": moment,
                }
                connection.execute(update(documents).where(documents.c.id == key).values(**changed, **content))
            return _describe(connection, key)

    def listed(self, access: Access) -> list[Document]:
        """Return the documents that the holder of the labels may see, by name."""
        statement = select(*_DESCRIPTION).where(documents.c.access.in_(access)).order_by(documents.c.name)
        with self._database.reading() as connection:
            return [Document(**row) for row in connection.execute(statement).mappings()]

    def get(self, key: str, access: Access) -> Document:
        """Return one document. Raises UnknownDocument, for an absent one and for one under another label alike."""
        with self._database.reading() as connection:
            return _describe(connection, key, access)

    def text(self, key: str, access: Access, start: int = 0, end: int | None = None) -> str:
        """Return ``text[start:end]`` of one document, 0 ≤ start ≤ end. Raises UnknownDocument."""
        column = documents.c.text
        part = func.substr(column, start + 1) if end is None else func.substr(column, start + 1, max(0, end - start))
        statement = select(part).where(documents.c.id == key, documents.c.access.in_(access))
        with self._database.reading() as connection:
            found: str | None = connection.execute(statement).scalar_one_or_none()
        if found is None:
            raise UnknownDocument
        return found

    def delete(self, key: str, access: Access) -> Job:
        """Delete a document with its previous revision; the job takes it out of the index. Raises UnknownDocument."""
        with self._database.transaction() as connection:
            document = _describe(connection, key, access)
            connection.execute(delete(documents).where(documents.c.id == key))
            return insert_job(connection, SYNC, document.name, document.access, document_id=key)

    def restore(self, key: str, access: Access) -> Job:
        """Make the previous revision the current one, and the other way round; the job changes the index.

        Raises UnknownDocument and NothingToRestore.
        """
        with self._database.transaction() as connection:
            document = _describe(connection, key, access)
            current = dict(_locked(connection, key, *_CONTENT, documents.c.previous))
            if (previous := current.pop("previous")) is None:
                raise NothingToRestore
            changed = {"revision": documents.c.revision + 1, "previous": current, "updated_at": now()}
            connection.execute(update(documents).where(documents.c.id == key).values(**changed, **previous))
            return insert_job(connection, SYNC, document.name, document.access, document_id=key)

    def remove(self, keys: Collection[str]) -> None:
        """Delete these documents, whatever their label; absent ones are no error."""
        with self._database.transaction() as connection:
            connection.execute(delete(documents).where(documents.c.id.in_(keys)))

    def revisions(self) -> dict[str, int]:
        """Return the revision of every document by id."""
        with self._database.reading() as connection:
            return dict(connection.execute(select(documents.c.id, documents.c.revision)).all())

    def source(self, key: str) -> Source | None:
        """Return a document's text, whatever its label; None when it has been deleted."""
        columns = (*_CONTENT, documents.c.access, documents.c.revision)
        with self._database.reading() as connection:
            row = connection.execute(select(*columns).where(documents.c.id == key)).mappings().one_or_none()
        return None if row is None else Source(key, row["access"], row["revision"], _parsed(row))


def _locked(connection: Connection, key: str, *columns: Column[Any]) -> RowMapping:
    return connection.execute(select(*columns).where(documents.c.id == key).with_for_update()).mappings().one()


def _describe(connection: Connection, key: str, access: Access | None = None) -> Document:
    statement = select(*_DESCRIPTION).where(documents.c.id == key)
    if access is not None:
        statement = statement.where(documents.c.access.in_(access))
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise UnknownDocument
    return Document(**row)


def _content(sha256: str, parsed: Parsed) -> dict[str, object]:
    sections = [[list(section.headings), section.start, section.end] for section in parsed.sections]
    return {
        "title": parsed.title,
        "media_type": parsed.media_type,
        "sha256": sha256,
        "text": parsed.text,
        "sections": sections,
    }


def _parsed(row: RowMapping) -> Parsed:
    sections = tuple(Section(tuple(headings), start, end) for headings, start, end in row["sections"])
    return Parsed(row["title"], row["text"], row["media_type"], sections)
