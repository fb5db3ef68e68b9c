"""Erase what is stored about one person: the verb ``forget``."""

from __future__ import annotations

from projects.recommender.settings import SERVICE, Settings
from shared.config import database_url
from shared.privacy import pseudonym
from shared.store import Store


def forget(settings: Settings, user_id: str) -> int:
    """Delete a user's predictions, feedback and exposures from the database and return how many rows that was.

    Running services hold recent feedback in memory until they start again, and models what they were trained with
    until the next training. The data set itself is not touched.

    Raises:
        StoreUnavailable: the database can't be reached or written.
    """
    store = Store(database_url(settings, SERVICE), service=SERVICE)
    store.migrate()
    rows = store.delete_subject(pseudonym(user_id, settings.pseudonym_key))
    store.close()
    return rows
