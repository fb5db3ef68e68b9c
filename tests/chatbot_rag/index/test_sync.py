"""What a synchronisation embeds, writes and removes, and what is left when it breaks off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from projects.chatbot_rag.documents import Parsed, Section
from projects.chatbot_rag.index import Index, Vectors
from projects.chatbot_rag.store import Catalogue
from tests.chatbot_rag.factories import EVERYBODY, put
from tests.shared.encoder.hashed_words import HashedWords

TREES = ("Oaks grow slowly.", "Birches grow fast.", "Willows like water.")


class Stopped(Exception):
    pass


def everything(index: Index, vectors: Vectors) -> tuple[set[str], set[str]]:
    """Ids that searches see and ids that have a vector."""
    return set(index.snapshot.positions), vectors.ids(index.snapshot.version)


def shown(index: Index) -> set[str]:
    return {chunk.text for chunk in index.snapshot.chunks}


def test_every_chunk_is_embedded_once_and_shown(index: Index, catalogue: Catalogue, encoder: HashedWords) -> None:
    put(catalogue, "trees.md", *TREES)
    synced = index.sync()
    assert (synced.embedded, synced.removed, encoder.encoded) == (3, 0, 3)
    assert shown(index) == set(TREES)
    assert synced.version.manifest.chunks == 3
    assert not index.is_behind


def test_unchanged_documents_need_no_embedding_and_no_revision(
    index: Index, catalogue: Catalogue, encoder: HashedWords
) -> None:
    put(catalogue, "trees.md", *TREES)
    first = index.sync()
    put(catalogue, "trees.md", *TREES)
    assert not index.is_behind
    again = index.sync()
    assert (again.version, again.embedded, encoder.encoded) == (first.version, 0, 3)


def test_a_changed_document_needs_only_its_changed_chunks(
    index: Index, catalogue: Catalogue, vectors: Vectors, encoder: HashedWords
) -> None:
    put(catalogue, "trees.md", *TREES)
    put(catalogue, "birds.md", "Birds sing.")
    index.sync()
    put(catalogue, "trees.md", TREES[0], "Birches are white.", TREES[2])
    assert index.is_behind
    synced = index.sync()
    assert (synced.embedded, synced.removed, encoder.encoded) == (1, 1, 5)
    assert shown(index) == {TREES[0], "Birches are white.", TREES[2], "Birds sing."}
    assert everything(index, vectors)[0] == everything(index, vectors)[1]


def test_a_deleted_document_leaves_nothing(index: Index, catalogue: Catalogue, vectors: Vectors) -> None:
    document = put(catalogue, "trees.md", *TREES)
    put(catalogue, "birds.md", "Birds sing.")
    index.sync()
    catalogue.documents.delete(document.id, EVERYBODY)
    assert index.is_behind
    assert index.sync().removed == 3
    assert shown(index) == {"Birds sing."}
    assert len(vectors.ids(index.snapshot.version)) == 1
    assert len(catalogue.versions.chunk_documents(index.snapshot.version)) == 1


def test_a_restored_document_is_found_as_it_was(index: Index, catalogue: Catalogue) -> None:
    document = put(catalogue, "trees.md", *TREES)
    put(catalogue, "trees.md", "All felled.")
    index.sync()
    catalogue.documents.restore(document.id, EVERYBODY)
    index.sync()
    assert shown(index) == set(TREES)


def test_the_same_paragraph_twice_is_two_chunks(index: Index, catalogue: Catalogue) -> None:
    text = "Oaks grow.\n\nOaks grow."
    sections = (Section(("A",), 0, 10), Section(("A",), 12, 22))
    catalogue.documents.put("twice.md", "public", "5e", Parsed("Twice", text, "text/plain", sections))
    assert index.sync().embedded == 2
    assert [chunk.start for chunk in index.snapshot.chunks] == [0, 12]


def test_a_document_without_text_is_indexed_as_nothing(index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "blank.md", "   ")
    index.sync()
    assert index.is_empty
    assert not index.is_behind


@pytest.mark.parametrize("stage", ["splitting", "embedding"])
def test_what_broke_off_shows_nothing_and_is_finished_by_the_next(
    stage: str, index: Index, catalogue: Catalogue, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.chatbot_rag.index.sync.EMBED_BATCH", 1)
    put(catalogue, "birds.md", "Birds sing.")
    index.sync()
    put(catalogue, "trees.md", *TREES)

    def stop(now: str, done: int, _total: int) -> None:
        if now == stage and (done == 1 or stage == "splitting"):
            raise Stopped

    with pytest.raises(Stopped):
        index.sync(stop)
    index.refresh()
    assert shown(index) == {"Birds sing."}
    assert index.search("Oaks", EVERYBODY, 5).degraded is None
    assert {hit.chunk.text for hit in index.search("Oaks", EVERYBODY, 5).hits} == {"Birds sing."}

    index.sync()
    assert shown(index) == {"Birds sing.", *TREES}
    assert everything(index, vectors)[0] == everything(index, vectors)[1]


def test_vectors_of_a_synchronisation_that_never_ended_are_removed_when_not_needed(
    index: Index, catalogue: Catalogue, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.chatbot_rag.index.sync.EMBED_BATCH", 1)
    document = put(catalogue, "trees.md", *TREES)

    def stop(stage: str, done: int, _total: int) -> None:
        if (stage, done) == ("embedding", 2):
            raise Stopped

    with pytest.raises(Stopped):
        index.sync(stop)
    assert len(vectors.ids(index.snapshot.version)) == 2
    catalogue.documents.delete(document.id, EVERYBODY)
    assert index.sync().removed == 2
    assert vectors.ids(index.snapshot.version) == set()


def test_lost_vectors_are_written_again_and_only_these(
    index: Index, catalogue: Catalogue, vectors: Vectors, encoder: HashedWords
) -> None:
    put(catalogue, "trees.md", *TREES)
    version = index.sync().version
    vectors.delete(version.id, [index.snapshot.chunks[0].id])
    index.refresh()
    assert index.is_behind
    repaired = index.sync()
    assert (repaired.embedded, repaired.version, encoder.encoded) == (1, version, 4)
    assert index.degraded is None
    assert not index.is_behind


def test_progress_is_told_from_the_first_to_the_last(
    index: Index, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.chatbot_rag.index.sync.EMBED_BATCH", 2)
    put(catalogue, "trees.md", *TREES)
    told: list[tuple[str, int, int]] = []
    index.sync(lambda *progress: told.append(progress))
    assert told == [("splitting", 0, 1), ("embedding", 0, 3), ("embedding", 2, 3), ("embedding", 3, 3)]


def test_who_waits_for_another_writer_may_give_up(index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "trees.md", *TREES)

    def stop(stage: str, _done: int, _total: int) -> None:
        assert stage == "waiting"
        raise Stopped

    with catalogue.database.exclusive("index"), pytest.raises(Stopped):
        index.sync(stop)
    assert index.sync().embedded == 3


def test_another_handle_shows_a_synchronisation_after_its_refresh(
    index: Index, catalogue: Catalogue, open_index: Callable[..., Index]
) -> None:
    other = open_index()
    put(catalogue, "trees.md", *TREES)
    index.sync()
    assert other.is_empty
    assert other.refresh() is True
    assert shown(other) == set(TREES)
    assert other.refresh() is False
