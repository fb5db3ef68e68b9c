"""A new version beside the old one, the way back, and an index that does not fit the encoder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from projects.chatbot_rag.index import Index, IndexMismatch, NoPreviousVersion, Vectors, rebuild, rollback
from projects.chatbot_rag.store import Catalogue, Document
from tests.chatbot_rag.factories import EVERYBODY, put
from tests.shared.encoder.hashed_words import HashedWords

OTHER = HashedWords(32, name="fine-tuned")


class Stopped(Exception):
    pass


def shown(index: Index) -> set[str]:
    return {chunk.text for chunk in index.snapshot.chunks}


def states(catalogue: Catalogue) -> list[str]:
    return [version.state for version in reversed(catalogue.versions.listed())]


def test_a_new_database_gets_an_empty_active_version(index: Index, open_index: Callable[..., Index]) -> None:
    assert (index.is_empty, index.is_behind, index.degraded) == (True, False, None)
    assert open_index().snapshot.version == index.snapshot.version


def test_a_rebuild_embeds_everything_anew_and_is_shown(
    index: Index, catalogue: Catalogue, encoder: HashedWords, vectors: Vectors
) -> None:
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    before = index.sync().version
    built = index.rebuild()
    assert (index.snapshot.version, built.id != before.id, encoder.encoded) == (built.id, True, 4)
    assert index.search("Oaks", EVERYBODY, 1).version == built.id
    assert states(catalogue) == ["ready", "active"]
    assert vectors.count(before.id) == 2


def test_versions_before_the_previous_one_are_dropped_with_their_vectors(
    index: Index, catalogue: Catalogue, vectors: Vectors
) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    first = index.sync().version
    index.rebuild()
    index.rebuild()
    assert states(catalogue) == ["retired", "ready", "active"]
    assert vectors.count(first.id) == 0
    assert catalogue.versions.chunk_documents(first.id) == {}


def test_changes_during_a_rebuild_are_in_the_new_version(index: Index, catalogue: Catalogue) -> None:
    """They come after its documents were listed: the active version shows them at once, the new one when it is done."""
    put(catalogue, "trees.md", "Oaks grow.")
    index.sync()
    changed: list[Document] = []

    def change(stage: str, done: int, total: int) -> None:
        if (stage, done, total) == ("embedding", 1, 1) and not changed:
            changed.append(put(catalogue, "birds.md", "Birds sing."))
            index.sync()
            assert shown(index) == {"Oaks grow.", "Birds sing."}

    index.rebuild(change)
    assert changed
    assert shown(index) == {"Oaks grow.", "Birds sing."}
    assert not index.is_behind


def test_a_rebuild_that_broke_off_leaves_the_active_version_and_no_rubbish(
    index: Index, catalogue: Catalogue, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.chatbot_rag.index.sync.EMBED_BATCH", 1)
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    active = index.sync().version

    def stop(_stage: str, done: int, _total: int) -> None:
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        index.rebuild(stop)
    assert states(catalogue) == ["active", "building"]
    unfinished = catalogue.versions.listed()[0].id
    assert vectors.count(unfinished) == 1
    index.refresh()
    assert index.snapshot.version == active.id

    index.rebuild()
    assert states(catalogue) == ["ready", "retired", "active"]
    assert vectors.count(unfinished) == 0


def test_the_way_back_is_up_to_date_and_needs_only_what_has_changed(
    index: Index, catalogue: Catalogue, encoder: HashedWords
) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    first = index.sync().version
    second = index.rebuild()
    put(catalogue, "birds.md", "Birds sing.")
    index.sync()
    before = encoder.encoded
    assert index.rollback().id == first.id
    assert (index.snapshot.version, encoder.encoded - before) == (first.id, 1)
    assert shown(index) == {"Oaks grow.", "Birds sing."}
    assert index.rollback().id == second.id


def test_there_is_no_way_back_from_the_first_version(index: Index) -> None:
    with pytest.raises(NoPreviousVersion, match="rebuild"):
        index.rollback()


def test_an_index_of_another_encoder_is_refused_with_both_names_and_the_remedy(
    index: Index, open_index: Callable[..., Index], encoder: HashedWords
) -> None:
    with pytest.raises(IndexMismatch, match=r"python -m projects\.chatbot_rag rebuild") as caught:
        open_index(encoder=OTHER)
    for name in (encoder.sha256[:12], OTHER.sha256[:12], "64 dimensions", "32 dimensions"):
        assert name in str(caught.value)


def test_an_index_of_another_chunker_is_refused(
    index: Index, open_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.chatbot_rag.index.sync.CHUNKER", "sentences/9")
    with pytest.raises(IndexMismatch, match="chunker sentences/9"):
        open_index()


def test_a_new_encoder_takes_over_by_a_rebuild_while_the_old_one_serves_on(
    index: Index, catalogue: Catalogue, vectors: Vectors, open_index: Callable[..., Index]
) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    index.sync()
    built = rebuild(catalogue, vectors, OTHER)
    new = open_index(encoder=OTHER)
    assert new.snapshot.version == built.id
    assert new.search("Oaks", EVERYBODY, 1).query_vector.shape == (32,)

    assert index.refresh() is False
    put(catalogue, "birds.md", "Birds sing.")
    index.sync()
    assert index.search("Birds sing", EVERYBODY, 1).degraded is None
    assert shown(index) == {"Oaks grow.", "Birds sing."}
    assert new.is_behind
    new.sync()
    assert shown(new) == {"Oaks grow.", "Birds sing."}


def test_the_way_back_is_refused_to_an_encoder_that_it_does_not_fit(
    index: Index, catalogue: Catalogue, vectors: Vectors, encoder: HashedWords, open_index: Callable[..., Index]
) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    first = index.sync().version
    rebuild(catalogue, vectors, OTHER)
    with pytest.raises(IndexMismatch):
        rollback(catalogue, vectors, OTHER)
    with pytest.raises(IndexMismatch, match=f"rollback-index` to take back version {first.id}"):
        open_index()
    assert rollback(catalogue, vectors, encoder).id == first.id
    assert open_index().snapshot.version == first.id
