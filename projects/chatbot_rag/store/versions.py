"""Index versions: which documents each holds, cut into which chunks.

A version is made of one encoder and one chunker. Its revision counts the changes of its documents. At most one
version is active; the one before it is ready to be taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, insert, select, update

from projects.chatbot_rag.documents import Chunk
from projects.chatbot_rag.store.database import Database
from projects.chatbot_rag.store.errors import VersionConflict
from projects.chatbot_rag.store.tables import chunks, documents, indexed, versions
from shared.store.records import now

State = Literal["building", "active", "ready", "retired"]


class Recipe(NamedTuple):
    """What an index is made with: of equal recipes, equal indexes."""

    encoder_sha256: str
    dimension: int
    chunker: str

    def __str__(self) -> str:
        return f"encoder {self.encoder_sha256[:12]} ({self.dimension} dimensions), chunker {self.chunker}"


class Manifest(BaseModel):
    """What an index version was made with and holds. ``corpus_sha256`` is a hash over the ids of its chunks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder_sha256: str
    dimension: int
    chunker: str
    corpus_sha256: str
    chunks: int

    @property
    def recipe(self) -> Recipe:
        """What it was made with."""
        return Recipe(self.encoder_sha256, self.dimension, self.chunker)


@dataclass(frozen=True)
class Version:
    """One index version."""

    id: int
    state: State
    revision: int
    manifest: Manifest
    created_at: datetime
    activated_at: datetime | None


@dataclass(frozen=True)
class Entry:
    """A document as it goes into an index version."""

    document_id: str
    revision: int
    chunks: Sequence[Chunk]


class Versions:
    """The index versions in a database. Raises StoreUnavailable when it can't be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, recipe: Recipe, corpus_sha256: str, *, state: Literal["building", "active"]) -> Version:
        """Add an empty version. Raises InvalidRecord when another one is active and this one is to be."""
        moment = now()
        values = {
            "state": state,
            "revision": 0,
            "manifest": Manifest(**recipe._asdict(), corpus_sha256=corpus_sha256, chunks=0).model_dump(),
            "created_at": moment,
            "activated_at": moment if state == "active" else None,
        }
        with self._database.transaction() as connection:
            return _version(connection.execute(insert(versions).values(values).returning(versions)).mappings().one())

    def listed(self) -> list[Version]:
        """Return all versions, retired ones included, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(versions).order_by(versions.c.id.desc())).mappings()
            return [_version(row) for row in rows]

    def active(self) -> Version | None:
        """Return the active version; None only in a new database."""
        return self._find(select(versions).where(versions.c.state == "active"))

    def get(self, version_id: int) -> Version | None:
        """Return a version that has not been dropped."""
        return self._find(select(versions).where(versions.c.id == version_id, versions.c.state != "retired"))

    def revisions(self, version_id: int) -> dict[str, int]:
        """Return which revision of which document the version holds."""
        statement = select(indexed.c.document_id, indexed.c.document_revision).where(indexed.c.version_id == version_id)
        with self._database.reading() as connection:
            return dict(connection.execute(statement).all())

    def chunk_documents(self, version_id: int) -> dict[str, str]:
        """Return the document of every chunk of the version, by chunk id."""
        statement = select(chunks.c.id, chunks.c.document_id).where(chunks.c.version_id == version_id)
        with self._database.reading() as connection:
            return dict(connection.execute(statement).all())

    def contents(self, version_id: int) -> tuple[Version, tuple[Chunk, ...]]:
        """Return a version and its chunks, of one moment, by document and place.

        A document that was replaced since is shown as it was indexed; one that was deleted is left out, and so is one
        that was replaced twice. Raises VersionConflict when the version was dropped.
        """
        with self._database.reading() as connection:
            found = connection.execute(select(versions).where(versions.c.id == version_id)).mappings().one_or_none()
            if found is None or found["state"] == "retired":
                raise VersionConflict
            return _version(found), tuple(_chunks(connection, version_id))

    def commit(self, version: Version, entries: Iterable[Entry], gone: Collection[str], manifest: Manifest) -> Version:
        """Put the entries in place of what the version held of their documents, take out those that are gone.

        All or nothing. Raises VersionConflict when the version is no longer at the revision of ``version``.
        """
        entries = list(entries)
        old = [*gone, *(entry.document_id for entry in entries)]
        with self._database.transaction() as connection:
            row = (
                connection.execute(
                    update(versions)
                    .where(versions.c.id == version.id, versions.c.revision == version.revision)
                    .values(revision=version.revision + 1, manifest=manifest.model_dump())
                    .returning(versions)
                )
                .mappings()
                .one_or_none()
            )
            if row is None:
                raise VersionConflict
            if old:
                one = (indexed.c.version_id == version.id, indexed.c.document_id == bindparam("key"))
                connection.execute(delete(indexed).where(*one), [{"key": key} for key in old])
            _insert(connection, version.id, entries)
            return _version(row)

    def activate(self, version_id: int) -> list[Version]:
        """Make a version the active one, and the active one ready. Return those that nobody needs now: retire them.

        Raises VersionConflict when the version was dropped.
        """
        unneeded = versions.c.state.in_(["building", "ready"])
        with self._database.transaction() as connection:
            rows = connection.execute(select(versions).with_for_update()).mappings().all()
            states = {row["id"]: row["state"] for row in rows}
            if states.get(version_id) in {None, "retired"}:
                raise VersionConflict
            former = [key for key, state in states.items() if state == "active" and key != version_id]
            connection.execute(update(versions).where(versions.c.id.in_(former)).values(state="ready"))
            active = {"state": "active", "activated_at": now()}
            connection.execute(update(versions).where(versions.c.id == version_id).values(active))
            left = select(versions).where(unneeded, versions.c.id.not_in(former))
            return [_version(row) for row in connection.execute(left).mappings()]

    def retire(self, version_id: int) -> None:
        """Drop the chunks of a version that is not active; its row stays as history."""
        with self._database.transaction() as connection:
            own = (versions.c.id == version_id, versions.c.state != "active")
            if connection.execute(update(versions).where(*own).values(state="retired")).rowcount:
                connection.execute(delete(indexed).where(indexed.c.version_id == version_id))

    def _find(self, statement: Select[tuple[object, ...]]) -> Version | None:
        with self._database.reading() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return None if row is None else _version(row)


def _version(row: RowMapping) -> Version:
    return Version(**{**row, "manifest": Manifest.model_validate(row["manifest"])})


def _insert(connection: Connection, version_id: int, entries: Sequence[Entry]) -> None:
    held = [
        {"version_id": version_id, "document_id": entry.document_id, "document_revision": entry.revision}
        for entry in entries
    ]
    pieces = [
        {
            "version_id": version_id,
            "id": chunk.id,
            "document_id": entry.document_id,
            "ordinal": ordinal,
            "start": chunk.start,
            "end": chunk.end,
            "headings": list(chunk.headings),
        }
        for entry in entries
        for ordinal, chunk in enumerate(entry.chunks)
    ]
    for table, rows in ((indexed, held), (chunks, pieces)):
        if rows:
            connection.execute(insert(table), rows)


def _chunks(connection: Connection, version_id: int) -> Iterable[Chunk]:
    texts = _texts(connection, version_id)
    ordered = select(chunks).where(chunks.c.version_id == version_id).order_by(chunks.c.document_id, chunks.c.ordinal)
    for row in connection.execute(ordered).mappings():
        if (document := texts.get(row["document_id"])) is not None:
            title, access, text = document
            start, end = row["start"], row["end"]
            yield Chunk(
                id=row["id"],
                document_id=row["document_id"],
                title=title,
                access=access,
                headings=tuple(row["headings"]),
                start=start,
                end=end,
                text=text[start:end],
            )


def _texts(connection: Connection, version_id: int) -> Mapping[str, tuple[str, str, str]]:
    """Title, label and text of each document at the revision that was indexed."""
    both = documents.join(indexed, indexed.c.document_id == documents.c.id)
    age = documents.c.revision - indexed.c.document_revision
    of_version = select(documents.c.id, documents.c.access).select_from(both).where(indexed.c.version_id == version_id)
    current = of_version.add_columns(documents.c.title, documents.c.text).where(age == 0)
    previous = of_version.add_columns(documents.c.previous).where(age == 1, documents.c.previous.is_not(None))
    texts = {key: (title, access, text) for key, access, title, text in connection.execute(current)}
    for key, access, before in connection.execute(previous):
        texts[key] = (before["title"], access, before["text"])
    return texts
