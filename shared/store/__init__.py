"""Where the services keep predictions, feedback and events: SQLite by default, PostgreSQL by one address."""

from shared.store.errors import (
    InvalidRecord,
    InvalidStoreUrl,
    SchemaMismatch,
    StoreError,
    StoreUnavailable,
)
from shared.store.journal import Journal
from shared.store.records import Event, Feedback, Prediction
from shared.store.store import Store

__all__ = [
    "Event",
    "Feedback",
    "InvalidRecord",
    "InvalidStoreUrl",
    "Journal",
    "Prediction",
    "SchemaMismatch",
    "Store",
    "StoreError",
    "StoreUnavailable",
]
