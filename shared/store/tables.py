"""The three tables, each keyed by the service that wrote the row.

The services may share one PostgreSQL database: every query filters on `service`, and every index
begins with it. The migrations create these tables; a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC also by SQLite, which has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()


def _id() -> Column[int]:
    """SQLite numbers rows by itself only in a column of type INTEGER."""
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


predictions = Table(
    "predictions",
    metadata,
    _id(),
    Column("service", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("subject", Text),
    Column("model_version", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_predictions_service_created_at", "service", "created_at"),
    Index("ix_predictions_service_model_version_id", "service", "model_version", "id"),
    Index("ix_predictions_service_request_id", "service", "request_id"),
    Index("ix_predictions_service_subject", "service", "subject"),
    sqlite_autoincrement=True,
)

feedback = Table(
    "feedback",
    metadata,
    _id(),
    Column("service", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("request_id", Text),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("service", "event_id", name="uq_feedback_service_event_id"),
    Index("ix_feedback_service_received_at", "service", "received_at"),
    Index("ix_feedback_service_subject_occurred_at", "service", "subject", "occurred_at"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("service", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text),
    Column("payload", JSON, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Index("ix_events_service_name_occurred_at", "service", "name", "occurred_at"),
    Index("ix_events_service_subject", "service", "subject"),
    sqlite_autoincrement=True,
)
