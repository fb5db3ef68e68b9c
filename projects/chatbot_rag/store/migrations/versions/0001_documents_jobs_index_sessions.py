"""Create documents, jobs, index versions and conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "chatbot_documents",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("access", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sections", sa.JSON, nullable=False),
        sa.Column("previous", sa.JSON),
        _time("created_at", nullable=False),
        _time("updated_at", nullable=False),
        sa.UniqueConstraint("access", "name", name="uq_chatbot_documents_access_name"),
    )
    op.create_table(
        "chatbot_jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("access", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text),
        sa.Column("content", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error_code", sa.Text),
        sa.Column("error_message", sa.Text),
        _time("created_at", nullable=False),
        _time("started_at"),
        _time("heartbeat_at"),
        _time("finished_at"),
        sa.Index("ix_chatbot_jobs_state_created_at", "state", "created_at"),
    )
    op.create_table(
        "chatbot_index_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("manifest", sa.JSON, nullable=False),
        _time("created_at", nullable=False),
        _time("activated_at"),
        sqlite_autoincrement=True,
    )
    active = sa.text("state = 'active'")
    op.create_index(
        "uq_chatbot_one_active_version",
        "chatbot_index_versions",
        ["state"],
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_table(
        "chatbot_indexed_documents",
        sa.Column(
            "version_id",
            sa.Integer,
            sa.ForeignKey("chatbot_index_versions.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("document_id", sa.Text, primary_key=True),
        sa.Column("document_revision", sa.Integer, nullable=False),
    )
    op.create_table(
        "chatbot_chunks",
        sa.Column("version_id", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id", "document_id"],
            ["chatbot_indexed_documents.version_id", "chatbot_indexed_documents.document_id"],
            ondelete="CASCADE",
        ),
        sa.Index("ix_chatbot_chunks_version_document", "version_id", "document_id", "ordinal"),
    )
    op.create_table(
        "chatbot_sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        _time("created_at", nullable=False),
        _time("updated_at", nullable=False),
        sa.Index("ix_chatbot_sessions_updated_at", "updated_at"),
    )
    op.create_table(
        "chatbot_turns",
        sa.Column("session_id", sa.Text, sa.ForeignKey("chatbot_sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON),
        _time("created_at", nullable=False),
    )


def _time(name: str, *, nullable: bool = True) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
