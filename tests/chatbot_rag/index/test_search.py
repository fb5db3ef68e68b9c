from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.documents import Chunk
from projects.chatbot_rag.index import Index, ServerVectors, Vectors
from projects.chatbot_rag.index.chroma import EmbeddedVectors
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue
from shared.encoder.protocol import Vectors as Matrix
from tests.chatbot_rag.factories import EVERYBODY, put
from tests.chatbot_rag.index.chroma_server import ChromaServer, silent_server
from tests.shared.encoder.hashed_words import HashedWords

WORDS = ["oak", "birch", "willow", "pine", "elm", "river", "stone", "bird", "song", "cloud", "rain", "root", "leaf"]


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=6)) + "."


def found(index: Index, question: str, access: frozenset[str] = EVERYBODY, k: int = 10) -> list[str]:
    return [hit.chunk.text for hit in index.search(question, access, k).hits]


def test_the_best_hit_is_first_and_says_how_it_was_found(index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "trees.md", "Oaks grow slowly.", "Birds sing at dawn.", "Willows like water.")
    synced = index.sync().version
    result = index.search("Which birds sing?", EVERYBODY, 2)
    best = result.hits[0]
    assert best.chunk.text == "Birds sing at dawn."
    assert best.dense is not None
    assert best.sparse is not None
    assert 0 < best.dense <= 1
    assert len(result.hits) == 2
    assert result.hits[0].score >= result.hits[1].score
    assert (result.version, result.revision, result.degraded) == (synced.id, synced.revision, None)
    assert min(result.embed_ms, result.dense_ms, result.sparse_ms, result.fuse_ms) > 0
    assert result.query_vector.shape == (64,)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    assert index.is_empty
    result = index.search("anything", EVERYBODY, 5)
    assert (result.hits, result.degraded) == ((), None)


@pytest.mark.parametrize("question", ["", "?!", "the of and", "\0", "随机森林", "x" * 5_000])
def test_any_question_can_be_asked(question: str, index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "trees.md", "Oaks grow slowly.", "随机森林由许多树组成。")
    index.sync()
    assert index.search(question, EVERYBODY, 5).degraded is None


def test_text_without_spaces_is_found_by_its_words(index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "zh.md", "随机森林由许多树组成。", "梯度下降沿着斜坡走。", "神经网络有许多层。")
    index.sync()
    assert index.search("什么是随机森林", EVERYBODY, 1).hits[0].sparse is not None
    assert found(index, "什么是随机森林", k=1) == ["随机森林由许多树组成。"]


@pytest.mark.parametrize("seed", range(3))
def test_nobody_sees_a_foreign_chunk_in_either_leg(
    seed: int, index: Index, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over documents that come, change, change hands and go."""
    rng = random.Random(seed)
    labels = ["public", "staff", "board", "team"]
    for round_number in range(6):
        monkeypatch.setattr("projects.chatbot_rag.index.search.UNFILTERED", rng.choice([0, 2_000]))
        for _ in range(rng.randint(1, 6)):
            name, access = f"{rng.randrange(8)}.md", rng.choice(labels)
            held = catalogue.documents.listed(frozenset(labels))
            if held and rng.random() < 0.3:
                document = rng.choice(held)
                catalogue.documents.delete(document.id, frozenset({document.access}))
            else:
                put(catalogue, name, *(sentence(rng) for _ in range(rng.randint(1, 5))), access=access)
            if rng.random() < 0.5:
                index.sync()
        index.sync()
        for _ in range(8):
            access_held = frozenset(rng.sample([*labels, "nobody's"], k=rng.randint(0, 4)))
            hits = index.search(sentence(rng), access_held, 1_000).hits
            for document_id in {hit.chunk.document_id for hit in hits}:
                assert catalogue.documents.get(document_id, access_held), f"round {round_number}"
            near = {hit.chunk.id for hit in hits if hit.dense is not None}
            visible = {chunk.id for chunk in index.snapshot.chunks if chunk.access in access_held}
            assert near == visible, f"round {round_number}: each leg finds all there is to see and no more"
            assert {hit.chunk.id for hit in hits if hit.sparse is not None} <= visible


def test_what_is_foreign_takes_nobodys_place(
    open_index: Callable[..., Index], catalogue: Catalogue, encoder: HashedWords, vectors: Vectors, tmp_path: Path
) -> None:
    index = Index.open(catalogue, vectors, encoder, Fusion(depth=3), tmp_path / "bm25")
    put(catalogue, "theirs.md", *(f"Oak leaves, number {n}." for n in range(40)), access="staff")
    put(catalogue, "ours.md", "Oak bark.", "Oak roots.", "Oak seeds.")
    index.sync()
    assert len(found(index, "Oak leaves")) == 3


def test_labels_that_nobody_uses_cost_and_change_nothing(index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    index.sync()
    assert found(index, "Oaks", EVERYBODY | {"unused"}) == ["Oaks grow."]
    assert found(index, "Oaks", frozenset({"unused"})) == []
    assert found(index, "Oaks", frozenset()) == []


def test_searches_during_changes_never_fail_and_never_mix(index: Index, catalogue: Catalogue) -> None:
    """The one document names its revision in every chunk: a result with two is a mixture."""
    put(catalogue, "trees.md", *(f"Revision 0, leaf {n}." for n in range(6)))
    index.sync()
    ended = threading.Event()
    mixed: list[set[str]] = []
    failures: list[BaseException] = []

    def search() -> None:
        while not ended.is_set():
            try:
                result = index.search("leaf", EVERYBODY, 20)
                revisions = {hit.chunk.text.split(",")[0] for hit in result.hits}
                if len(revisions) != 1 or result.degraded:
                    mixed.append(revisions)
            except BaseException as error:
                failures.append(error)
                raise

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for revision in range(1, 6):
            put(catalogue, "trees.md", *(f"Revision {revision}, leaf {n}." for n in range(6)))
            index.sync()
        index.rebuild()
        index.rollback()
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert mixed == []


def test_a_search_whose_revision_is_replaced_under_it_is_made_again(
    index: Index, catalogue: Catalogue, encoder: HashedWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(catalogue, "trees.md", "Old leaf.")
    index.sync()
    put(catalogue, "trees.md", "New leaf.")
    embed, left = encoder.encode, ["change"]

    def embed_while_the_index_changes(texts: Sequence[str]) -> Matrix:
        if list(texts) == ["leaf"] and left:
            left.clear()
            index.sync()
        return embed(texts)

    monkeypatch.setattr(encoder, "encode", embed_while_the_index_changes)
    result = index.search("leaf", EVERYBODY, 5)
    assert result.degraded is None
    assert [hit.chunk.text for hit in result.hits] == ["New leaf."]
    assert index.degraded is None


def test_emptied_vectors_are_noticed_and_the_search_goes_on_by_words(
    index: Index, catalogue: Catalogue, vectors: Vectors, open_index: Callable[..., Index]
) -> None:
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    index.sync()
    vectors.drop(index.snapshot.version)
    for handle in (index, open_index()):
        result = handle.search("Do birds sing?", EVERYBODY, 5)
        assert result.degraded is not None
        assert result.hits[0].chunk.text == "Birds sing."
        assert {hit.dense for hit in result.hits} == {None}
    index.refresh()
    assert index.is_behind
    assert index.sync().embedded == 2
    assert index.search("Do birds sing?", EVERYBODY, 5).degraded is None


def test_a_collection_of_strangers_is_noticed_at_the_first_search(
    index: Index, catalogue: Catalogue, vectors: Vectors
) -> None:
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    index.sync()
    version = index.snapshot.version
    strangers = [Chunk((), 0, 1, "x", str(n), "d", "T", "public") for n in range(5)]
    vectors.delete(version, sorted(vectors.ids(version)))
    vectors.upsert(version, strangers, np.eye(5, 64, dtype=np.float32))
    result = index.search("Do birds sing?", EVERYBODY, 5)
    assert result.degraded is not None
    assert [hit.chunk.text for hit in result.hits] == ["Birds sing."]


def test_a_silent_server_delays_one_search_and_the_next_not_at_all(
    catalogue: Catalogue, encoder: HashedWords, open_index: Callable[..., Index]
) -> None:
    index = open_index()
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    index.sync()
    with silent_server() as url:
        silent = ServerVectors(url, seconds=0.3)
        index._vectors = silent
        started = time.monotonic()
        first = index.search("Do birds sing?", EVERYBODY, 5)
        between = time.monotonic()
        second = index.search("Do birds sing?", EVERYBODY, 5)
        assert between - started < 5
        assert second.dense_ms < 100
        for result in (first, second):
            assert result.degraded is not None
            assert [hit.chunk.text for hit in result.hits] == ["Birds sing."]
        silent.close()


def test_a_server_that_comes_back_is_used_again_after_a_refresh(
    catalogue: Catalogue, open_index: Callable[..., Index], chroma_server: ChromaServer
) -> None:
    vectors = ServerVectors(chroma_server.url, seconds=30)
    index = open_index(vectors=vectors)
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    index.sync()
    chroma_server.stop()
    try:
        assert index.search("Do birds sing?", EVERYBODY, 5).degraded is not None
        index.refresh()
        assert index.degraded is not None
        assert not index.is_behind
        opened = open_index(vectors=vectors)
        assert found(opened, "birds sing") == ["Birds sing."]
    finally:
        chroma_server.start()
    for handle in (index, opened):
        handle.refresh()
        result = handle.search("Do birds sing?", EVERYBODY, 5)
        assert result.degraded is None
        assert result.hits[0].dense is not None
    vectors.close()


def test_a_server_that_lost_its_data_gets_them_again(
    catalogue: Catalogue, open_index: Callable[..., Index], chroma_server: ChromaServer
) -> None:
    vectors = ServerVectors(chroma_server.url, seconds=30)
    index = open_index(vectors=vectors)
    put(catalogue, "trees.md", "Oaks grow.", "Birds sing.")
    index.sync()
    vectors.drop(index.snapshot.version)
    index.refresh()
    assert index.is_behind
    assert index.sync().embedded == 2
    assert index.degraded is None
    vectors.close()


def test_a_reranker_has_the_last_word(
    catalogue: Catalogue, vectors: Vectors, encoder: HashedWords, tmp_path: Path
) -> None:
    def shortest_first(_question: str, chunks: Sequence[Chunk]) -> list[float]:
        return [-len(chunk.text) for chunk in chunks]

    index = Index.open(catalogue, vectors, encoder, Fusion(), tmp_path / "bm25", rerank=shortest_first)
    put(catalogue, "trees.md", "Oaks grow, they grow and grow.", "Oaks grow.", "Oaks grow slowly.")
    index.sync()
    assert found(index, "Oaks grow slowly", k=2) == ["Oaks grow.", "Oaks grow slowly."]


def test_diversity_takes_what_is_different_before_what_is_alike(index: Index, catalogue: Catalogue) -> None:
    put(catalogue, "a.md", "Oaks grow slowly here.")
    put(catalogue, "b.md", "Oaks grow slowly there.")
    put(catalogue, "c.md", "Oaks need rain, light, stone and patience.")
    index.sync()

    def names(diversity: float) -> set[str]:
        hits = index.search("Oaks grow slowly", EVERYBODY, 2, diversity=diversity).hits
        return {hit.chunk.title for hit in hits}

    assert names(0.0) == {"a.md", "b.md"}
    assert "c.md" in names(0.9)


def test_closing_the_vectors_under_a_search_degrades_it(
    index: Index, catalogue: Catalogue, vectors: EmbeddedVectors
) -> None:
    put(catalogue, "trees.md", "Oaks grow.")
    index.sync()
    vectors.close()
    assert index.search("Oaks", EVERYBODY, 1).degraded is None
