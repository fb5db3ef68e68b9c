"""An empty catalogue in each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from projects.chatbot_rag.store import Catalogue
from tests.shared.store.conftest import postgres, postgres_url, sqlite_url, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "url"]


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    catalogue = Catalogue(url)
    catalogue.migrate()
    yield catalogue
    catalogue.close()
