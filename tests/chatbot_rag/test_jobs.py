"""Files on their way into the index: by one worker or two, that fail, hang, die and stop."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.index import EmbeddedVectors, Index, Progress, VectorsUnavailable
from projects.chatbot_rag.ingest.read import read
from projects.chatbot_rag.jobs import Worker, ingest_files
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue, Job
from shared.documents.limits import Limits
from tests.chatbot_rag.factories import EVERYBODY, make_parsed, put
from tests.shared.encoder.hashed_words import HashedWords
from tests.waiting import await_true

ROOT = Path(__file__).resolve().parents[2]
MARKDOWN = b"# Trees\n\nOaks grow slowly.\n"
WORK_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from projects.chatbot_rag.jobs import Worker
from projects.chatbot_rag.store import Catalogue

def hang(content, name):
    print("reading", flush=True)
    time.sleep(600)

class Index:
    is_behind = False

worker = Worker(Catalogue(sys.argv[1]), hang, Index, seconds=600, poll_seconds=0.01)
worker.start()
worker._thread.join()
"""


def read_text(content: bytes, name: str) -> Parsed:
    return read(content, name, Limits())


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    catalogue.migrate()
    yield catalogue
    catalogue.close()


@pytest.fixture
def index(catalogue: Catalogue, tmp_path: Path) -> Iterator[Index]:
    vectors = EmbeddedVectors(tmp_path / "chroma")
    yield Index.open(catalogue, vectors, HashedWords(), Fusion(), tmp_path / "bm25")
    vectors.close()


@contextmanager
def working(
    catalogue: Catalogue,
    index: Callable[[], object],
    *,
    read: Callable[[bytes, str], Parsed] = read_text,
    seconds: float = 60,
) -> Iterator[Worker]:
    worker = Worker(catalogue, read, index, seconds=seconds, poll_seconds=0.01)  # type: ignore[arg-type]
    worker.start()
    try:
        yield worker
    finally:
        assert worker.stop(timeout=30)


def ended(catalogue: Catalogue, job: Job, access: frozenset[str] = EVERYBODY) -> Job:
    await_true(lambda: catalogue.jobs.get(job.id, access).finished_at)
    return catalogue.jobs.get(job.id, access)


def test_a_file_becomes_a_document_that_is_found(catalogue: Catalogue, index: Index) -> None:
    with working(catalogue, lambda: index):
        job = ended(catalogue, catalogue.jobs.submit("trees.md", "staff", MARKDOWN), frozenset({"staff"}))
    assert (job.state, job.error_code) == ("done", None)
    assert job.document_id is not None
    assert catalogue.documents.get(job.document_id, frozenset({"staff"})).title == "Trees"
    (hit,) = index.search("oaks", frozenset({"staff"}), 5).hits
    assert hit.chunk.document_id == job.document_id
    assert index.search("oaks", EVERYBODY, 5).hits == ()


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "unsupported_kind")])
def test_a_file_that_can_not_be_read_fails_with_the_reason_and_stops_nobody(
    catalogue: Catalogue, index: Index, content: bytes, code: str
) -> None:
    with working(catalogue, lambda: index):
        bad = ended(catalogue, catalogue.jobs.submit("bad.pdf", "public", content))
        good = ended(catalogue, catalogue.jobs.submit("trees.md", "public", MARKDOWN))
    assert (bad.state, bad.error_code) == ("failed", code)
    assert bad.error_message
    assert good.state == "done"


def test_what_nobody_foresaw_fails_without_a_trace_of_the_document(catalogue: Catalogue, index: Index) -> None:
    def broken(content: bytes, _name: str) -> Parsed:
        raise RuntimeError(content.decode())

    with working(catalogue, lambda: index, read=broken):
        job = ended(catalogue, catalogue.jobs.submit("trees.md", "public", b"secret oaks"))
    assert (job.state, job.error_code) == ("failed", "internal")
    assert "secret" not in (job.error_message or "")


def test_the_same_file_twice_at_once_is_one_document(catalogue: Catalogue, index: Index) -> None:
    with working(catalogue, lambda: index), working(catalogue, lambda: index):
        jobs = [catalogue.jobs.submit("trees.md", "public", MARKDOWN) for _ in range(4)]
        finished = [ended(catalogue, job) for job in jobs]
    assert [job.state for job in finished] == ["done"] * 4
    assert len({job.document_id for job in finished}) == 1
    assert len(index.snapshot.chunks) == 1
    assert catalogue.documents.listed(EVERYBODY)[0].revision == 1


def test_a_deleted_document_is_not_found_when_its_job_is_done(catalogue: Catalogue, index: Index) -> None:
    document = put(catalogue, "trees.md", "Oaks grow slowly.")
    index.sync()
    with working(catalogue, lambda: index):
        assert ended(catalogue, catalogue.documents.delete(document.id, EVERYBODY)).state == "done"
    assert index.is_empty


def test_a_restored_document_is_found_when_its_job_is_done(catalogue: Catalogue, index: Index) -> None:
    document = put(catalogue, "trees.md", "Oaks grow slowly.")
    put(catalogue, "trees.md", "All felled.")
    with working(catalogue, lambda: index):
        assert ended(catalogue, catalogue.documents.restore(document.id, EVERYBODY)).state == "done"
    assert [chunk.text for chunk in index.snapshot.chunks] == ["Oaks grow slowly."]


def test_a_change_that_no_job_stands_for_is_followed(catalogue: Catalogue, index: Index) -> None:
    put(catalogue, "trees.md", "Oaks grow slowly.")
    with working(catalogue, lambda: index):
        await_true(lambda: not index.is_empty)


def test_vectors_that_chroma_has_lost_are_written_again(catalogue: Catalogue, index: Index, tmp_path: Path) -> None:
    put(catalogue, "trees.md", "Oaks grow slowly.")
    index.sync()
    vectors = EmbeddedVectors(tmp_path / "chroma")
    vectors.drop(index.snapshot.version)
    vectors.close()
    index.refresh()
    assert index.degraded is not None
    with working(catalogue, lambda: index):
        await_true(lambda: index.degraded is None)


def test_jobs_wait_while_there_is_no_index(catalogue: Catalogue, index: Index) -> None:
    held: list[Index] = []
    with working(catalogue, lambda: held[0] if held else None):
        job = catalogue.jobs.submit("trees.md", "public", MARKDOWN)
        other = threading.Event()
        other.wait(0.1)
        assert catalogue.jobs.get(job.id, EVERYBODY).state == "queued"
        held.append(index)
        assert ended(catalogue, job).state == "done"


def test_a_job_that_takes_too_long_fails_even_while_its_worker_is_stuck(catalogue: Catalogue, index: Index) -> None:
    released = threading.Event()

    def hang(_content: bytes, _name: str) -> Parsed:
        released.wait()
        return make_parsed("Too late.")

    with working(catalogue, lambda: index, read=hang, seconds=0.2):
        job = ended(catalogue, catalogue.jobs.submit("slow.md", "public", MARKDOWN))
        released.set()
    assert (job.state, job.error_code) == ("failed", "took_too_long")
    assert "0.2 seconds" in (job.error_message or "")
    assert catalogue.documents.revisions() == {}


def test_an_index_that_can_not_be_written_fails_the_job_and_keeps_the_document(
    catalogue: Catalogue, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        is_behind = True

        def sync(self, progress: Progress) -> None:
            progress("embedding", 0, 1)
            raise VectorsUnavailable("down")

    held: list[object] = [Down()]
    monkeypatch.setattr("projects.chatbot_rag.jobs.RETRY_S", 0.05)
    with working(catalogue, lambda: held[0]):
        job = ended(catalogue, catalogue.jobs.submit("trees.md", "public", MARKDOWN))
        assert (job.state, job.error_code) == ("failed", "index_unavailable")
        held[0] = index
        await_true(lambda: not index.is_empty)


def test_progress_is_shown_while_a_job_runs(catalogue: Catalogue) -> None:
    seen, go_on = threading.Event(), threading.Event()

    class Slow:
        is_behind = False

        def sync(self, progress: Progress) -> None:
            progress("embedding", 3, 7)
            seen.set()
            go_on.wait()

    with working(catalogue, Slow):
        job = catalogue.jobs.submit("trees.md", "public", MARKDOWN)
        assert seen.wait(60)
        running = catalogue.jobs.get(job.id, EVERYBODY)
        go_on.set()
        assert ended(catalogue, job).state == "done"
    assert (running.state, running.stage, running.done, running.total) == ("running", "embedding", 3, 7)


def test_a_worker_that_stops_lets_go_of_its_job(catalogue: Catalogue, index: Index) -> None:
    started = threading.Event()

    class Endless:
        is_behind = False

        def sync(self, progress: Progress) -> None:
            started.set()
            while True:
                progress("embedding", 0, 1)

    with working(catalogue, Endless):
        job = catalogue.jobs.submit("trees.md", "public", MARKDOWN)
        assert started.wait(60)
    left = catalogue.jobs.get(job.id, EVERYBODY)
    assert (left.state, left.attempts) == ("queued", 0)
    with working(catalogue, lambda: index):
        assert ended(catalogue, job).state == "done"


def test_a_worker_that_never_began_can_be_stopped(catalogue: Catalogue, index: Index) -> None:
    assert Worker(catalogue, read_text, lambda: index, seconds=1).stop()


def test_a_job_whose_process_was_killed_is_taken_up_by_another(
    catalogue: Catalogue, index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = catalogue.jobs.submit("trees.md", "public", MARKDOWN)
    command = [sys.executable, "-c", WORK_UNTIL_KILLED, f"sqlite:///{tmp_path / 'catalogue.db'}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "reading\n"
        child.kill()
    assert catalogue.jobs.get(job.id, EVERYBODY).state == "running"
    monkeypatch.setattr("projects.chatbot_rag.jobs.SILENT_S", 0.1)
    with working(catalogue, lambda: index):
        finished = ended(catalogue, job)
    assert (finished.state, finished.attempts) == ("done", 2)


def test_an_error_between_two_jobs_does_not_end_the_work(
    catalogue: Catalogue, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        @property
        def is_behind(self) -> bool:
            broken.set()
            raise RuntimeError

    broken = threading.Event()
    held: list[object] = [Broken()]
    with working(catalogue, lambda: held[0]):
        assert broken.wait(60)
        held[0] = index
        assert ended(catalogue, catalogue.jobs.submit("trees.md", "public", MARKDOWN)).state == "done"


def files_of(folder: Path) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.iterdir())}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "trees.md").write_bytes(MARKDOWN)
    (folder / "birds.md").write_text("# Birds\n\nBirds sing.\n")
    return folder


def test_the_corpus_follows_the_folder(catalogue: Catalogue, folder: Path) -> None:
    assert ingest_files(catalogue, files_of(folder), read_text).stored == ["birds.md", "trees.md"]
    (folder / "birds.md").unlink()
    (folder / "trees.md").write_text("# Trees\n\nAll felled.\n")
    (folder / "stones.md").write_text("# Stones\n\nStones stay.\n")
    changed = ingest_files(catalogue, files_of(folder), read_text)
    assert (changed.stored, changed.removed) == (["stones.md", "trees.md"], ["birds.md"])
    assert [document.name for document in catalogue.documents.listed(EVERYBODY)] == ["stones.md", "trees.md"]


def test_unchanged_files_are_not_read_again(catalogue: Catalogue, folder: Path) -> None:
    def unwanted(_content: bytes, name: str) -> Parsed:
        raise AssertionError(name)

    ingest_files(catalogue, files_of(folder), read_text)
    again = ingest_files(catalogue, files_of(folder), unwanted)
    assert (again.stored, again.removed, again.unreadable) == ([], [], {})


def test_a_file_that_can_not_be_read_harms_no_other(catalogue: Catalogue, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"")
    files = files_of(folder) | {"gone.md": folder / "gone.md"}
    ingested = ingest_files(catalogue, files, read_text)
    assert set(ingested.unreadable) == {"broken.pdf", "gone.md"}
    assert ingested.stored == ["birds.md", "trees.md"]


def test_what_a_user_uploaded_is_neither_replaced_nor_removed(catalogue: Catalogue, folder: Path) -> None:
    mine = put(catalogue, "trees.md", "My own trees.")
    other = put(catalogue, "mine.md", "My notes.")
    ingest_files(catalogue, files_of(folder), read_text)
    assert catalogue.documents.get(mine.id, EVERYBODY) == mine
    assert catalogue.documents.get(other.id, EVERYBODY) == other
