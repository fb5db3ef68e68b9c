"""Several processes, and processes that are killed: what is shown is always a whole revision, and the next repairs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from projects.chatbot_rag.index import Index, Vectors
from projects.chatbot_rag.store import Catalogue
from tests.chatbot_rag.factories import EVERYBODY, put
from tests.shared.encoder.hashed_words import HashedWords

ROOT = Path(__file__).resolve().parents[3]
OPEN = """
import os, signal, sys
from pathlib import Path
import projects.chatbot_rag.index.sync as sync
from projects.chatbot_rag.index import EmbeddedVectors, Index
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue, Versions
from tests.shared.encoder.hashed_words import HashedWords
from tests.chatbot_rag.factories import put
folder = Path(sys.argv[1])
sync.EMBED_BATCH = 2
catalogue = Catalogue(f"sqlite:///{folder / 'catalogue.db'}")
index = Index.open(catalogue, EmbeddedVectors(folder / "chroma"), HashedWords(), Fusion(), folder / "bm25")

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def before(owner, name, calls=1):
    original, left = getattr(owner, name), [calls]
    def replaced(*arguments, **options):
        left[0] -= 1
        if not left[0]:
            die()
        return original(*arguments, **options)
    setattr(owner, name, replaced)
"""
MOMENTS = {
    "before the first vector": "before(EmbeddedVectors, 'upsert')",
    "between two batches": "before(EmbeddedVectors, 'upsert', 3)",
    "when all vectors are written": "before(Versions, 'commit')",
    "when the rows are written": "before(Index, 'refresh')",
    "before the old vectors are removed": "before(EmbeddedVectors, 'delete')",
    "when the first old vectors are removed": (
        "import projects.chatbot_rag.index.vectors as v; v.BATCH = 1; before(v.Vectors, '_on', 11)"
    ),
}


def run(folder: Path, script: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OPEN + script, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def texts(index: Index) -> set[str]:
    return {chunk.text for chunk in index.snapshot.chunks}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_synchronisation_that_was_killed_is_finished_by_the_next(
    moment: str,
    tmp_path: Path,
    catalogue: Catalogue,
    vectors: Vectors,
    open_index: Callable[..., Index],
    encoder: HashedWords,
) -> None:
    old = {f"Old leaf {number}." for number in range(4)}
    new = {f"New leaf {number}." for number in range(6)}
    put(catalogue, "trees.md", *sorted(old))
    running = open_index()
    running.sync()
    put(catalogue, "trees.md", *sorted(new))

    with run(tmp_path, f"{MOMENTS[moment]}\nindex.sync()\nprint('survived')") as child:
        assert child.communicate()[0] == ""
    assert child.returncode == -9

    running.refresh()
    restarted = open_index()
    for index in (running, restarted):
        assert texts(index) in (old, new)
        shown = {hit.chunk.text for hit in index.search("leaf", EVERYBODY, 20).hits}
        assert shown == texts(index)

    restarted.sync()
    running.refresh()
    fresh_vectors = encoder.encode([chunk.embedded_text for chunk in restarted.snapshot.chunks])
    stored = vectors.get(restarted.snapshot.version, [chunk.id for chunk in restarted.snapshot.chunks])
    for chunk, vector in zip(restarted.snapshot.chunks, fresh_vectors, strict=True):
        assert stored[chunk.id] == pytest.approx(vector, abs=1e-6)
    for index in (running, restarted):
        assert texts(index) == new
        assert vectors.ids(index.snapshot.version) == set(index.snapshot.positions)
        result = index.search("New leaf 3", EVERYBODY, 20)
        assert result.degraded is None
        assert {hit.chunk.text for hit in result.hits if hit.dense is not None} == new


def test_processes_that_add_the_same_file_at_once_make_one_document(
    tmp_path: Path, catalogue: Catalogue, vectors: Vectors, index: Index
) -> None:
    add = """
print("ready", flush=True)
sys.stdin.readline()
put(catalogue, "trees.md", *(f"Leaf {number}." for number in range(12)))
print(index.sync().embedded, len(index.snapshot.chunks))
"""
    with ExitStack() as stack:
        children = [stack.enter_context(run(tmp_path, add)) for _ in range(3)]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        reports = [tuple(map(int, child.communicate()[0].split())) for child in children]
    assert sorted(reports) == [(0, 12), (0, 12), (12, 12)]
    index.refresh()
    assert len(index.snapshot.chunks) == 12
    assert vectors.ids(index.snapshot.version) == set(index.snapshot.positions)
    assert len(catalogue.documents.revisions()) == 1


def test_processes_that_write_in_turn_lose_nothing(
    tmp_path: Path, catalogue: Catalogue, vectors: Vectors, index: Index
) -> None:
    """Each keeps its handle on Chroma's files open while the other writes."""
    follow = """
print("ready", flush=True)
for line in sys.stdin:
    index.sync()
    print("done", flush=True)
"""
    with run(tmp_path, follow) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        for number in range(6):
            put(catalogue, f"{number}.md", *(f"Leaf {number} of {leaf}." for leaf in range(5)))
            if number % 2:
                index.sync()
            else:
                child.stdin.write("go\n")
                child.stdin.flush()
                child.stdout.readline()
        child.stdin.close()
        child.wait()
    index.refresh()
    result = index.search("leaf", EVERYBODY, 100)
    assert result.degraded is None
    assert len([hit for hit in result.hits if hit.dense is not None]) == 30
    assert vectors.ids(index.snapshot.version) == set(index.snapshot.positions)
