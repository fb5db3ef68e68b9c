"""The service's own tables: documents, jobs, index versions, conversations.

They lie beside those of ``shared.store`` in one database, which other services may share: hence the prefix. The
migrations create these tables; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.store.tables import UtcDateTime

VERSION_TABLE = "chatbot_alembic_version"
"""Where Alembic keeps how far this history has been applied."""

metadata = MetaData()

documents = Table(
    "chatbot_documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sections", JSON, nullable=False),
    Column("previous", JSON(none_as_null=True)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("access", "name", name="uq_chatbot_documents_access_name"),
)

jobs = Table(
    "chatbot_jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("access", Text, nullable=False),
    Column("document_id", Text),
    Column("content", LargeBinary),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error_code", Text),
    Column("error_message", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("heartbeat_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Index("ix_chatbot_jobs_state_created_at", "state", "created_at"),
)

_active = text("state = 'active'")

versions = Table(
    "chatbot_index_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("activated_at", UtcDateTime),
    Index("uq_chatbot_one_active_version", "state", unique=True, sqlite_where=_active, postgresql_where=_active),
    sqlite_autoincrement=True,
)

indexed = Table(
    "chatbot_indexed_documents",
    metadata,
    Column("version_id", ForeignKey(versions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("document_id", Text, primary_key=True),
    Column("document_revision", Integer, nullable=False),
)

chunks = Table(
    "chatbot_chunks",
    metadata,
    Column("version_id", Integer, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("document_id", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    ForeignKeyConstraint(
        ["version_id", "document_id"], [indexed.c.version_id, indexed.c.document_id], ondelete="CASCADE"
    ),
    Index("ix_chatbot_chunks_version_document", "version_id", "document_id", "ordinal"),
)

sessions = Table(
    "chatbot_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_chatbot_sessions_updated_at", "updated_at"),
)

turns = Table(
    "chatbot_turns",
    metadata,
    Column("session_id", ForeignKey(sessions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("role", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("created_at", UtcDateTime, nullable=False),
)
