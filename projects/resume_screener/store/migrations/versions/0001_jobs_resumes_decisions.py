"""Create jobs, resumes and the log of decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "screener_jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("importance", sa.JSON, nullable=False),
        _time("created_at"),
        sa.Index("ix_screener_jobs_created_at", "created_at"),
    )
    op.create_table(
        "screener_resumes",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        _time("created_at"),
        _time("expires_at"),
        sa.Index("ix_screener_resumes_expires_at", "expires_at"),
    )
    op.create_table(
        "screener_decisions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("job_id", sa.Text, sa.ForeignKey("screener_jobs.id"), nullable=False),
        sa.Column("resume_id", sa.Text, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("override", sa.Boolean, nullable=False),
        sa.Column("reason", sa.LargeBinary),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("recommendation", sa.Text, nullable=False),
        sa.Column("blind", sa.Boolean, nullable=False),
        sa.Column("model_version", sa.Text, nullable=False),
        _time("decided_at"),
        sa.Index("ix_screener_decisions_job_id", "job_id", "number"),
        sa.Index("ix_screener_decisions_resume_id", "resume_id"),
        sqlite_autoincrement=True,
    )


def _time(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
