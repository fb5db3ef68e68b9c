"""What happens to a file between its upload and the first answer from it, in a thread of its own.

Every job ends: done, or failed with a code and a message that says what to do. A job whose process died is taken up
again, one that takes too long is given up, and between two jobs the index is made to follow whatever else has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Protocol

from projects.chatbot_rag.documents import PUBLIC, Parsed
from projects.chatbot_rag.index import IndexMismatch, Progress, VectorsUnavailable
from projects.chatbot_rag.store import Catalogue, Job, JobLost
from projects.chatbot_rag.store.jobs import INGEST
from shared.documents.unreadable import Unreadable
from shared.logging import get_logger
from shared.store.errors import InvalidRecord, StoreUnavailable

CORPUS = "corpus"
BEAT_S = 5.0
SILENT_S = 30.0
"""A running job whose worker gave no sign of life for so long is taken for interrupted."""
REPORT_S = 0.25
RETRY_S = 30.0
"""After the index could not follow the documents, it is tried again this much later."""
log = get_logger(__name__)


class Following(Protocol):
    """What a worker needs of the index."""

    @property
    def is_behind(self) -> bool:
        """Whether ``sync`` would change something."""
        ...

    def sync(self, progress: Progress) -> object:
        """Make the index equal to the documents."""
        ...


class Stopping(Exception):
    """The service ends: whoever works on a job lets go of it."""


class Worker:
    """Works on queued jobs, one at a time; several processes may each have one.

    Args:
        catalogue: where documents and jobs are.
        read: a file's bytes and name → its text; raises Unreadable.
        index: the index in use; None: there is none yet, and jobs wait.
        seconds: a job that takes longer fails.
        poll_seconds: how often the queue is looked at while nobody calls ``wake``.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        read: Callable[[bytes, str], Parsed],
        index: Callable[[], Following | None],
        *,
        seconds: float,
        poll_seconds: float = 1.0,
    ) -> None:
        self._catalogue = catalogue
        self._read = read
        self._index = index
        self._seconds = seconds
        self._poll_seconds = poll_seconds
        self._stopping = Event()
        self._wake = Event()
        self._recover_at = 0.0
        self._follow_at = 0.0
        self._thread = Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now: something was submitted."""
        self._wake.set()

    def stop(self, timeout: float = 5.0) -> bool:
        """Let go of the job at hand, which is queued again; False when that takes longer than ``timeout`` seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            worked = False
            try:
                worked = self._work_on_one()
            except Stopping:
                return
            except (StoreUnavailable, VectorsUnavailable, IndexMismatch) as error:
                log.warning("jobs_wait", reason=str(error))
            except Exception:
                log.exception("jobs_wait")
            if not worked:
                self._wake.wait(self._poll_seconds)
                self._wake.clear()

    def _work_on_one(self) -> bool:
        """Work on the oldest job, or let the index follow; whether there may be more to do at once."""
        if (index := self._index()) is None:
            return False
        if monotonic() >= self._recover_at:
            self._recover_at = monotonic() + SILENT_S / 2
            if count := self._catalogue.jobs.recover(SILENT_S):
                log.warning("interrupted_jobs", count=count)
        job = self._catalogue.jobs.claim()
        if job is None:
            self._follow(index)
            return False
        self._work(job, index)
        return True

    def _work(self, job: Job, index: Following) -> None:
        ended = Event()
        watch = Thread(target=self._watch, args=(job, ended), name="job-watch", daemon=True)
        watch.start()
        try:
            self._attempt(job, index)
        except JobLost:
            log.warning("job_lost", job=job.id)
        except Stopping:
            self._catalogue.jobs.release(job)
        finally:
            ended.set()
            watch.join()

    def _attempt(self, job: Job, index: Following) -> None:
        """Bring a job to its end. Raises JobLost and Stopping; StoreUnavailable leaves it to be taken up again."""
        jobs = self._catalogue.jobs
        try:
            document_id = self._store(job) if job.kind == INGEST else job.document_id
            index.sync(_Reporter(self._catalogue, job, self._stopping))
            jobs.succeed(job, document_id)
        except (JobLost, Stopping, StoreUnavailable):
            raise
        except Unreadable as error:
            jobs.fail(job, error.code, str(error))
        except InvalidRecord as error:
            jobs.fail(job, "not_storable", str(error))
        except VectorsUnavailable:
            self._follow_at = monotonic() + RETRY_S
            later = "The document is stored, but the index can't be written now; it follows by itself when it can."
            jobs.fail(job, "index_unavailable", later)
        except IndexMismatch as error:
            jobs.fail(job, "index_mismatch", str(error))
        except Exception:
            log.exception("job_failed", job=job.id)
            jobs.fail(job, "internal", "Something unforeseen went wrong; the service's log says more about this job.")

    def _store(self, job: Job) -> str:
        """Read the file and keep it as a document; return its id."""
        self._catalogue.jobs.report(job, "reading", 0, 1)
        content = self._catalogue.jobs.content(job)
        parsed = self._read(content, job.name)
        self._catalogue.jobs.beat(job)
        sha256 = hashlib.sha256(content).hexdigest()
        return self._catalogue.documents.put(job.name, job.access, sha256, parsed).id

    def _watch(self, job: Job, ended: Event) -> None:
        """Give signs of life, and end the job at its deadline, whatever its worker waits for."""
        deadline = monotonic() + self._seconds
        while not ended.wait(max(0.0, min(BEAT_S, deadline - monotonic()))):
            try:
                if monotonic() >= deadline:
                    message = f"It took longer than {self._seconds:g} seconds: split the file, or raise job_seconds."
                    self._catalogue.jobs.fail(job, "took_too_long", message)
                    return
                self._catalogue.jobs.beat(job)
            except JobLost:
                return
            except StoreUnavailable:
                ended.wait(self._poll_seconds)

    def _follow(self, index: Following) -> None:
        """Synchronise what no job stands for: a change whose process was killed, vectors that Chroma has lost."""
        if monotonic() < self._follow_at or not index.is_behind:
            return
        self._follow_at = monotonic() + RETRY_S
        index.sync(self._go_on)
        self._follow_at = 0.0

    def _go_on(self, _stage: str, _done: int, _total: int) -> None:
        if self._stopping.is_set():
            raise Stopping


class _Reporter:
    """Writes the progress of a job, not too often."""

    def __init__(self, catalogue: Catalogue, job: Job, stopping: Event) -> None:
        self._catalogue = catalogue
        self._job = job
        self._stopping = stopping
        self._stage = ""
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise Stopping
        if stage != self._stage or monotonic() >= self._next:
            self._catalogue.jobs.report(self._job, stage, done, total)
            self._stage, self._next = stage, monotonic() + REPORT_S


@dataclass(frozen=True)
class Ingested:
    """What came of reading files: the names that were stored or removed, and why the others could not be read."""

    stored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


def ingest_files(
    catalogue: Catalogue, files: Mapping[str, Path], read: Callable[[bytes, str], Parsed], *, access: str = PUBLIC
) -> Ingested:
    """Make the documents of the corpus equal to the files, given by name; the index follows by ``sync``.

    Unchanged files are not read again, documents whose file is gone are removed, and a document that somebody
    uploaded under one of the names stays. A file that can't be read is reported and does no harm to the others.
    """
    held = {document.name: document for document in catalogue.documents.listed(frozenset({access}))}
    ingested = Ingested()
    for name, path in files.items():
        known = held.get(name)
        if known is not None and known.origin != CORPUS:
            continue
        try:
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            if known is None or known.sha256 != sha256:
                catalogue.documents.put(name, access, sha256, read(content, name), origin=CORPUS)
                ingested.stored.append(name)
        except (OSError, Unreadable, InvalidRecord) as error:
            ingested.unreadable[name] = str(error)
    gone = [document for document in held.values() if document.origin == CORPUS and document.name not in files]
    catalogue.documents.remove([document.id for document in gone])
    ingested.removed.extend(document.name for document in gone)
    return ingested
