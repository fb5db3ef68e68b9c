"""The service's own tables: jobs, resumes, decisions.

They lie beside those of ``shared.store`` in one database, which other services may share: hence the prefix. The
migrations create these tables; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Double, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from shared.store.tables import UtcDateTime

VERSION_TABLE = "screener_alembic_version"
"""Where Alembic keeps how far this history has been applied."""

metadata = MetaData()

jobs = Table(
    "screener_jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("importance", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_screener_jobs_created_at", "created_at"),
)

resumes = Table(
    "screener_resumes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_screener_resumes_expires_at", "expires_at"),
)

decisions = Table(
    "screener_decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("job_id", Text, ForeignKey(jobs.c.id), nullable=False),
    Column("resume_id", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Column("override", Boolean, nullable=False),
    Column("reason", LargeBinary),
    Column("decided_by", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("score", Double, nullable=False),
    Column("probability", Double, nullable=False),
    Column("recommendation", Text, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Index("ix_screener_decisions_job_id", "job_id", "number"),
    Index("ix_screener_decisions_resume_id", "resume_id"),
    sqlite_autoincrement=True,
)
