from __future__ import annotations

import pytest

from projects.chatbot_rag.documents import Chunk
from projects.chatbot_rag.store import Catalogue, Document, Entry, Recipe, Version, VersionConflict
from shared.store import InvalidRecord
from tests.chatbot_rag.factories import EVERYBODY, put

RECIPE = Recipe("e" * 64, 8, "words/1")


def make_chunk(document: Document, start: int, end: int) -> Chunk:
    return Chunk(
        headings=("Part",),
        start=start,
        end=end,
        text="not stored",
        id=f"{document.id[:8]}-{start}",
        document_id=document.id,
        title=document.title,
        access=document.access,
    )


def commit(catalogue: Catalogue, version: Version, *documents: Document) -> Version:
    entries = [Entry(document.id, document.revision, [make_chunk(document, 0, 5)]) for document in documents]
    return catalogue.versions.commit(version, entries, (), version.manifest)


def texts(catalogue: Catalogue, version: Version) -> set[str]:
    return {chunk.text for chunk in catalogue.versions.contents(version.id)[1]}


@pytest.fixture
def version(catalogue: Catalogue) -> Version:
    return catalogue.versions.create(RECIPE, "", state="active")


def test_chunks_are_slices_of_the_document(catalogue: Catalogue, version: Version) -> None:
    document = put(catalogue, "a.md", "Trees grow.", access="staff")
    version = commit(catalogue, version, document)
    loaded, (chunk,) = catalogue.versions.contents(version.id)
    assert loaded == version
    assert (chunk.text, chunk.title, chunk.access, chunk.headings) == ("Trees", "a.md", "staff", ("Part",))
    assert catalogue.versions.revisions(version.id) == {document.id: 1}
    assert catalogue.versions.chunk_documents(version.id) == {chunk.id: document.id}


def test_a_replaced_document_is_shown_as_it_was_indexed_until_the_next_commit(
    catalogue: Catalogue, version: Version
) -> None:
    version = commit(catalogue, version, put(catalogue, "a.md", "Trees grow."))
    replaced = put(catalogue, "a.md", "Roots too.")
    assert texts(catalogue, version) == {"Trees"}
    put(catalogue, "a.md", "Rain.")
    assert texts(catalogue, version) == set()
    catalogue.documents.restore(replaced.id, EVERYBODY)
    commit(catalogue, version, catalogue.documents.get(replaced.id, EVERYBODY))
    assert texts(catalogue, version) == {"Roots"}


def test_a_deleted_document_is_not_shown(catalogue: Catalogue, version: Version) -> None:
    document = put(catalogue, "a.md", "Trees grow.")
    version = commit(catalogue, version, document)
    catalogue.documents.delete(document.id, EVERYBODY)
    assert texts(catalogue, version) == set()


def test_a_commit_replaces_takes_out_and_counts(catalogue: Catalogue, version: Version) -> None:
    kept, gone = put(catalogue, "kept.md", "Trees grow."), put(catalogue, "gone.md", "Birds sing.")
    version = commit(catalogue, version, kept, gone)
    after = catalogue.versions.commit(version, [], [gone.id], version.manifest.model_copy(update={"chunks": 1}))
    assert (after.revision, after.manifest.chunks) == (version.revision + 1, 1)
    assert texts(catalogue, after) == {"Trees"}


def test_a_commit_on_an_old_revision_changes_nothing(catalogue: Catalogue, version: Version) -> None:
    document = put(catalogue, "a.md", "Trees grow.")
    commit(catalogue, version, document)
    with pytest.raises(VersionConflict):
        commit(catalogue, version, put(catalogue, "b.md", "Birds sing."))
    assert texts(catalogue, version) == {"Trees"}


def test_there_is_one_active_version(catalogue: Catalogue, version: Version) -> None:
    with pytest.raises(InvalidRecord):
        catalogue.versions.create(RECIPE, "", state="active")
    assert catalogue.versions.active() == version


def test_activating_keeps_the_version_before_and_names_the_older_ones(catalogue: Catalogue, version: Version) -> None:
    second = catalogue.versions.create(RECIPE, "", state="building")
    assert catalogue.versions.activate(second.id) == []
    third = catalogue.versions.create(RECIPE, "", state="building")
    assert [old.id for old in catalogue.versions.activate(third.id)] == [version.id]
    catalogue.versions.retire(version.id)
    states = {other.id: other.state for other in catalogue.versions.listed()}
    assert states == {version.id: "retired", second.id: "ready", third.id: "active"}


def test_a_retired_version_holds_nothing_and_stays_retired(catalogue: Catalogue, version: Version) -> None:
    commit(catalogue, version, put(catalogue, "a.md", "Trees grow."))
    second = catalogue.versions.create(RECIPE, "", state="building")
    catalogue.versions.activate(second.id)
    catalogue.versions.retire(version.id)
    assert catalogue.versions.chunk_documents(version.id) == {}
    assert catalogue.versions.get(version.id) is None
    for use in (catalogue.versions.contents, catalogue.versions.activate):
        with pytest.raises(VersionConflict):
            use(version.id)


def test_the_active_version_is_never_retired(catalogue: Catalogue, version: Version) -> None:
    catalogue.versions.retire(version.id)
    assert catalogue.versions.active() == version
