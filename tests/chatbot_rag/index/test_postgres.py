"""The index over a catalogue in PostgreSQL, where locks and snapshots are other ones than in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from projects.chatbot_rag.index import Index
from projects.chatbot_rag.store import Catalogue
from tests.chatbot_rag.factories import EVERYBODY, put
from tests.shared.encoder.hashed_words import HashedWords
from tests.shared.store.conftest import PostgresServer, postgres, postgres_url

__all__ = ["postgres", "postgres_url"]


@pytest.fixture
def catalogue(postgres_url: str) -> Iterator[Catalogue]:
    catalogue = Catalogue(postgres_url)
    catalogue.migrate()
    yield catalogue
    catalogue.close()


def test_threads_that_change_and_synchronise_at_once_lose_nothing(
    catalogue: Catalogue, index: Index, encoder: HashedWords
) -> None:
    def change(number: int) -> None:
        put(catalogue, f"{number % 6}.md", f"Leaf of {number}.", access="staff" if number % 2 else "public")
        index.sync()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, range(18)))
    assert not index.is_behind
    assert len(index.snapshot.chunks) == 6
    assert encoder.encoded <= 18
    hits = index.search("leaf", EVERYBODY, 20).hits
    assert {hit.chunk.access for hit in hits} == {"public"}
    assert len(hits) == 3


def test_a_rebuild_and_the_way_back_follow_the_documents(catalogue: Catalogue, index: Index) -> None:
    first = index.snapshot.version
    put(catalogue, "trees.md", "Oaks grow.")
    assert index.rebuild().id != first
    put(catalogue, "birds.md", "Birds sing.")
    assert index.rollback().id == first
    assert {chunk.text for chunk in index.snapshot.chunks} == {"Oaks grow.", "Birds sing."}


def test_after_a_restart_of_the_server_everything_goes_on(
    catalogue: Catalogue, index: Index, postgres: PostgresServer
) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    postgres.stop()
    postgres.start()
    assert index.sync().embedded == 1
    assert index.search("Oaks", EVERYBODY, 1).hits
