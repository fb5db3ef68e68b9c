"""The archive of one service: one database, seen from three sides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from projects.resume_screener.store.decisions import Decisions
from projects.resume_screener.store.encryption import Cipher
from projects.resume_screener.store.jobs import Jobs
from projects.resume_screener.store.resumes import Resumes
from shared.store.database import Database

MIGRATIONS = Path(__file__).with_name("migrations")


class Archive:
    """Jobs, resumes and decisions in the database at ``url``; safe to use from several threads.

    Raises InvalidStoreUrl for an address that can't work.
    """

    def __init__(self, url: str, cipher: Cipher, retention: timedelta) -> None:
        self._database = Database(url, MIGRATIONS)
        self.jobs = Jobs(self._database)
        self.resumes = Resumes(self._database, cipher, retention)
        self.decisions = Decisions(self._database, cipher)

    def migrate(self) -> None:
        """Create or upgrade the tables. Raises SchemaMismatch and StoreUnavailable."""
        self._database.migrate()

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()
