from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from projects.chatbot_rag.store import Catalogue, NothingToRestore, UnknownDocument
from shared.store import InvalidRecord
from tests.chatbot_rag.factories import EVERYBODY, make_parsed, put

STAFF = frozenset({"staff"})


def text_of(catalogue: Catalogue, key: str) -> str:
    source = catalogue.documents.source(key)
    assert source is not None
    return source.parsed.text


def test_a_document_comes_back_as_it_was_put(catalogue: Catalogue) -> None:
    parsed = make_parsed("Bäume wachsen. 🌲", "随机森林", title="Über Bäume")
    document = catalogue.documents.put("trees.md", "staff", "5e", parsed)
    source = catalogue.documents.source(document.id)
    assert source is not None
    assert (source.parsed, source.access, source.revision) == (parsed, "staff", 1)
    assert catalogue.documents.get(document.id, STAFF) == document
    assert (document.title, document.revision, document.restorable) == ("Über Bäume", 1, False)


def test_the_same_text_of_the_same_file_changes_nothing(catalogue: Catalogue) -> None:
    first = put(catalogue, "a.md", "Trees grow.")
    assert put(catalogue, "a.md", "Trees grow.") == first


def test_another_text_is_the_next_revision_and_can_be_taken_back(catalogue: Catalogue) -> None:
    document = put(catalogue, "a.md", "Trees grow.")
    assert put(catalogue, "a.md", "Trees fall.").revision == 2
    job = catalogue.documents.restore(document.id, EVERYBODY)
    assert text_of(catalogue, document.id) == "Trees grow."
    assert (job.kind, job.document_id, job.state) == ("sync", document.id, "queued")
    assert catalogue.documents.get(document.id, EVERYBODY).revision == 3
    catalogue.documents.restore(document.id, EVERYBODY)
    assert text_of(catalogue, document.id) == "Trees fall."


def test_only_one_previous_revision_is_kept(catalogue: Catalogue) -> None:
    key = put(catalogue, "a.md", "One.").id
    put(catalogue, "a.md", "Two.")
    put(catalogue, "a.md", "Three.")
    catalogue.documents.restore(key, EVERYBODY)
    assert text_of(catalogue, key) == "Two."


def test_what_was_never_replaced_can_not_be_taken_back(catalogue: Catalogue) -> None:
    key = put(catalogue, "a.md", "One.").id
    with pytest.raises(NothingToRestore):
        catalogue.documents.restore(key, EVERYBODY)
    assert catalogue.jobs.claim() is None


def test_one_name_under_two_labels_is_two_documents(catalogue: Catalogue) -> None:
    ours, theirs = put(catalogue, "a.md", "Ours."), put(catalogue, "a.md", "Theirs.", access="staff")
    assert ours.id != theirs.id
    assert [document.id for document in catalogue.documents.listed(EVERYBODY)] == [ours.id]
    assert len(catalogue.documents.listed(EVERYBODY | STAFF)) == 2
    assert catalogue.documents.listed(frozenset()) == []


def test_a_foreign_document_is_as_unknown_as_an_absent_one(catalogue: Catalogue) -> None:
    foreign = put(catalogue, "a.md", "Secret.", access="staff").id
    put(catalogue, "a.md", "Secret too.", access="staff")
    messages = set()
    for key in (foreign, "absent"):
        for use in (
            lambda key: catalogue.documents.get(key, EVERYBODY),
            lambda key: catalogue.documents.text(key, EVERYBODY),
            lambda key: catalogue.documents.delete(key, EVERYBODY),
            lambda key: catalogue.documents.restore(key, EVERYBODY),
        ):
            with pytest.raises(UnknownDocument) as caught:
                use(key)
            messages.add(str(caught.value))
    assert len(messages) == 1
    assert text_of(catalogue, foreign) == "Secret too."


def test_a_slice_counts_characters(catalogue: Catalogue) -> None:
    text = "🌲 Bäume wachsen"
    key = put(catalogue, "a.md", text).id
    for start, end in [(0, None), (2, 7), (3, 3), (10, 1000), (1000, 1001)]:
        assert catalogue.documents.text(key, EVERYBODY, start, end) == text[start:end]


def test_a_deleted_document_leaves_no_text(catalogue: Catalogue) -> None:
    key = put(catalogue, "a.md", "One.").id
    put(catalogue, "a.md", "Two.")
    assert catalogue.documents.delete(key, EVERYBODY).kind == "sync"
    assert catalogue.documents.source(key) is None
    assert put(catalogue, "a.md", "Three.").restorable is False


def test_a_name_that_is_too_long_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(InvalidRecord, match="shorten"):
        put(catalogue, "a" * 501, "One.")


def test_threads_that_put_the_same_file_at_once_make_one_document(catalogue: Catalogue) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: put(catalogue, "a.md", "Trees grow.").revision, range(24)))
    assert made == {1}
    assert len(catalogue.documents.revisions()) == 1


def test_threads_that_replace_a_document_at_once_count_every_revision(catalogue: Catalogue) -> None:
    put(catalogue, "a.md", "Trees grow.")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: put(catalogue, "a.md", f"Text {number}."), range(24)))
    assert list(catalogue.documents.revisions().values()) == [25]


def test_threads_that_replace_a_document_by_the_same_text_at_once_replace_it_once(catalogue: Catalogue) -> None:
    key = put(catalogue, "a.md", "Trees grow.").id
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: put(catalogue, "a.md", "Trees fall."), range(24)))
    assert catalogue.documents.revisions() == {key: 2}
    catalogue.documents.restore(key, EVERYBODY)
    assert text_of(catalogue, key) == "Trees grow."
