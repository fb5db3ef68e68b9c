"""One contract for both ways to reach Chroma, and what happens when a server is away, silent or not Chroma."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.documents import Chunk
from projects.chatbot_rag.index import EmbeddedVectors, ServerVectors, Vectors, VectorsUnavailable
from projects.chatbot_rag.index.vectors import BATCH
from shared.encoder.protocol import Vectors as Matrix
from tests.chatbot_rag.index.chroma_server import ChromaServer, silent_server
from tests.running import free_port

VERSIONS = count(1)
DIMENSION = 16


@pytest.fixture(params=["embedded", "server"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vectors]:
    vectors: Vectors = (
        EmbeddedVectors(tmp_path / "chroma")
        if request.param == "embedded"
        else ServerVectors(request.getfixturevalue("chroma_server").url, seconds=30)
    )
    yield vectors
    vectors.close()


@pytest.fixture
def version(vectors: Vectors) -> int:
    """A new, empty collection: the tests of a module share a server."""
    version = next(VERSIONS)
    vectors.create(version)
    return version


def make_chunks(ids: list[str], access: str = "public") -> list[Chunk]:
    return [Chunk((), 0, 1, "x", chunk_id, f"doc-{chunk_id}", "T", access) for chunk_id in ids]


def unit_vectors(n: int, seed: int = 0) -> Matrix:
    vectors: Matrix = np.random.default_rng(seed).standard_normal((n, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def test_the_nearest_come_first_with_their_cosines(vectors: Vectors, version: int) -> None:
    matrix = unit_vectors(50)
    vectors.upsert(version, make_chunks([str(n) for n in range(50)]), matrix)
    found = vectors.query(version, matrix[7], 10)
    cosines = matrix @ matrix[7]
    assert list(found.ids) == [str(n) for n in np.argsort(-cosines)[:10]]
    np.testing.assert_allclose(found.cosines, np.sort(cosines)[::-1][:10], atol=1e-5)


def test_a_query_for_labels_finds_only_these(vectors: Vectors, version: int) -> None:
    matrix = unit_vectors(60)
    for number, access in enumerate(("public", "staff", "board")):
        part = slice(20 * number, 20 * (number + 1))
        vectors.upsert(version, make_chunks([f"{access}-{n}" for n in range(20)], access), matrix[part])
    found = vectors.query(version, matrix[0], 60, frozenset({"staff", "board"}))
    assert sorted(found.ids) == sorted(f"{access}-{n}" for access in ("staff", "board") for n in range(20))


def test_more_than_there_is_gives_all_there_is(vectors: Vectors, version: int) -> None:
    vectors.upsert(version, make_chunks(["a", "b"]), unit_vectors(2))
    assert sorted(vectors.query(version, unit_vectors(1)[0], 100).ids) == ["a", "b"]


def test_an_empty_collection_has_no_neighbours(vectors: Vectors, version: int) -> None:
    assert list(vectors.query(version, unit_vectors(1)[0], 5).ids) == []
    assert (vectors.count(version), vectors.ids(version)) == (0, set())


def test_writing_again_replaces_and_deleting_again_is_no_error(vectors: Vectors, version: int) -> None:
    chunks, (first, second) = make_chunks(["a"]), unit_vectors(2)
    vectors.upsert(version, chunks, first[np.newaxis])
    vectors.upsert(version, chunks, second[np.newaxis])
    assert vectors.count(version) == 1
    np.testing.assert_allclose(vectors.get(version, ["a", "absent"])["a"], second, atol=1e-6)
    vectors.delete(version, ["a"])
    vectors.delete(version, ["a"])
    assert vectors.ids(version) == set()


def test_more_than_a_batch_is_written_listed_and_deleted(
    vectors: Vectors, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.chatbot_rag.index.vectors.PAGE", 100)
    ids = [str(n) for n in range(BATCH + 200)]
    vectors.upsert(version, make_chunks(ids), unit_vectors(len(ids)))
    assert vectors.ids(version) == set(ids)
    vectors.delete(version, ids[1:])
    assert vectors.ids(version) == {"0"}


def test_an_absent_collection_is_empty_and_can_not_be_searched(vectors: Vectors) -> None:
    absent = next(VERSIONS)
    vectors.drop(absent)
    assert (vectors.count(absent), vectors.ids(absent)) == (0, set())
    vectors.refresh(absent)
    with pytest.raises(VectorsUnavailable, match="NotFound"):
        vectors.query(absent, unit_vectors(1)[0], 5)


def test_versions_do_not_mix(vectors: Vectors, version: int) -> None:
    other = next(VERSIONS)
    vectors.create(other)
    vectors.upsert(version, make_chunks(["a"]), unit_vectors(1))
    vectors.upsert(other, make_chunks(["b"]), unit_vectors(1))
    vectors.drop(other)
    assert list(vectors.query(version, unit_vectors(1)[0], 5).ids) == ["a"]
    vectors.create(version)
    assert vectors.count(version) == 1


def test_a_collection_that_was_dropped_and_made_anew_is_found_again(vectors: Vectors, version: int) -> None:
    vectors.upsert(version, make_chunks(["a"]), unit_vectors(1))
    vectors.query(version, unit_vectors(1)[0], 1)
    vectors.drop(version)
    vectors.create(version)
    vectors.upsert(version, make_chunks(["b"]), unit_vectors(1))
    assert list(vectors.query(version, unit_vectors(1)[0], 5).ids) == ["b"]


def test_after_closing_it_can_be_used_again(vectors: Vectors, version: int) -> None:
    vectors.upsert(version, make_chunks(["a"]), unit_vectors(1))
    vectors.close()
    vectors.close()
    assert vectors.ids(version) == {"a"}


def test_another_handle_takes_over_what_was_written(tmp_path: Path) -> None:
    """Chroma's own handles would not: the graph that a handle has read stays as it is."""
    matrix = unit_vectors(40)
    ours, theirs = EmbeddedVectors(tmp_path / "chroma"), EmbeddedVectors(tmp_path / "chroma")
    ours.create(1)
    ours.upsert(1, make_chunks(["a", "b"]), matrix[:2])
    assert list(theirs.query(1, matrix[0], 1).ids) == ["a"]
    ours.upsert(1, make_chunks(["c"]), matrix[2:3])
    ours.delete(1, ["a"])
    theirs.refresh(1)
    assert theirs.query(1, matrix[2], 3).ids[0] == "c"
    theirs.upsert(1, make_chunks(["d"]), matrix[3:4])
    ours.upsert(1, make_chunks(["e"]), matrix[4:5])
    theirs.refresh(1)
    for handle in (ours, theirs):
        assert sorted(handle.query(1, matrix[0], 9).ids) == ["b", "c", "d", "e"]
        handle.close()


@pytest.mark.parametrize("use", ["create", "query", "ids", "count", "drop", "upsert"])
def test_a_server_that_never_answers_counts_as_down_in_time(use: str) -> None:
    with silent_server() as url:
        vectors = ServerVectors(url, seconds=0.2)
        arguments = {
            "query": (unit_vectors(1)[0], 3),
            "upsert": (make_chunks(["a"]), unit_vectors(1)),
        }.get(use, ())
        started = time.monotonic()
        with pytest.raises(VectorsUnavailable, match="Timeout"):
            getattr(vectors, use)(1, *arguments)
        assert time.monotonic() - started < 5
        vectors.close()


def test_a_server_that_is_away_says_so_and_is_used_again_when_it_is_back(tmp_path: Path) -> None:
    server = ChromaServer(tmp_path)
    vectors = ServerVectors(server.url, seconds=30)
    with pytest.raises(VectorsUnavailable, match="Connect"):
        vectors.create(1)
    server.start()
    try:
        vectors.create(1)
        vectors.upsert(1, make_chunks(["a"]), unit_vectors(1))
        server.stop()
        with pytest.raises(VectorsUnavailable, match="Check that it runs"):
            vectors.query(1, unit_vectors(1)[0], 1)
        server.start()
        assert list(vectors.query(1, unit_vectors(1)[0], 1).ids) == ["a"]
    finally:
        vectors.close()
        server.stop()


def test_a_server_that_is_not_chroma_is_unavailable() -> None:
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>hello</html>")

        def log_message(self, *_: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", free_port()), Other)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    vectors = ServerVectors(f"http://127.0.0.1:{server.server_port}", seconds=5)
    try:
        with pytest.raises(VectorsUnavailable, match="address is right"):
            vectors.count(1)
    finally:
        vectors.close()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_folder_that_can_not_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(VectorsUnavailable, match=r"NotADirectory|FileExists"):
        EmbeddedVectors(tmp_path / "file" / "chroma").create(1)
