"""An empty archive in each of the two databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from projects.resume_screener.store import Archive, Cipher
from tests.shared.store.conftest import postgres, postgres_url, sqlite_url, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "url"]


@pytest.fixture(scope="session")
def cipher() -> Cipher:
    return Cipher(SecretStr("a secret of the tests"))


@pytest.fixture
def archive(url: str, cipher: Cipher) -> Iterator[Archive]:
    archive = Archive(url, cipher, timedelta(days=30))
    archive.migrate()
    yield archive
    archive.close()
