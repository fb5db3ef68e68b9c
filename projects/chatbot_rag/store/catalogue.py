"""The catalogue of one service: one database, seen from three sides."""

from __future__ import annotations

from projects.chatbot_rag.store.database import Database
from projects.chatbot_rag.store.documents import Documents
from projects.chatbot_rag.store.jobs import Jobs
from projects.chatbot_rag.store.versions import Versions


class Catalogue:
    """Documents, jobs and index versions in the database at ``url``; safe to use from several threads.

    Raises InvalidStoreUrl for an address that can't work.
    """

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.documents = Documents(self.database)
        self.jobs = Jobs(self.database)
        self.versions = Versions(self.database)

    def migrate(self) -> None:
        """Create or upgrade the tables. Raises SchemaMismatch and StoreUnavailable."""
        self.database.migrate()

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()
