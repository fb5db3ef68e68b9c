"""Create predictions, feedback and events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "predictions",
        _id(),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("model_version", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("ix_predictions_service_created_at", "service", "created_at"),
        sa.Index("ix_predictions_service_request_id", "service", "request_id"),
        sa.Index("ix_predictions_service_subject", "service", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback",
        _id(),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", sa.Double, nullable=False),
        sa.Column("request_id", sa.Text),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("service", "event_id", name="uq_feedback_service_event_id"),
        sa.Index("ix_feedback_service_received_at", "service", "received_at"),
        sa.Index("ix_feedback_service_subject_occurred_at", "service", "subject", "occurred_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        _id(),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Index("ix_events_service_name_occurred_at", "service", "name", "occurred_at"),
        sa.Index("ix_events_service_subject", "service", "subject"),
        sqlite_autoincrement=True,
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
