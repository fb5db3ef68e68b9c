"""Reads every file of a folder, ranks the people blind, and survives being killed."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from projects.resume_screener.batch.progress import Outcome, Progress
from projects.resume_screener.batch.table import rows, write, writer_for
from projects.resume_screener.configured import limits
from projects.resume_screener.matching import Job, Match
from projects.resume_screener.reading import Readers
from projects.resume_screener.resume import Document
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.store import Cipher
from shared.documents.unreadable import Unreadable, too_large
from shared.tracking.registry import CHAMPION, Registry

CHUNK = 64
"""Files whose texts are in memory at the same time."""


class NoResumes(ValueError):
    """There is no folder to work on, or no file in it."""


def batch(settings: Settings, source: Path | None, job: Path, out: Path) -> None:
    """Rank every file below a folder that is not hidden against one job ad, blind, with the learnt weights.

    A file that can't be read is a row with its error; the others are ranked. Killed, the next run with the same
    ``out`` goes on: what was read is not read again, unless the model, the storage key or the month has changed.

    Args:
        settings: where the champion is, and what reading a file may cost.
        source: the folder.
        job: text file with the ad, UTF-8.
        out: Parquet or CSV file, replaced in one step when it is complete; columns: ``table.COLUMNS``.

    Raises:
        NoResumes, EmptyJob, UnknownTable, AlreadyRunning: each says what to do.
    """
    writer_for(out)
    files = _files(source, out)
    registry = Registry(settings, SERVICE)
    champion = registry.with_alias(CHAMPION)
    with tempfile.TemporaryDirectory() as download:
        screener = Screener.load(registry.download(champion, Path(download)), threads=settings.threads)
    wanted = screener.job(job.read_text(encoding="utf-8-sig", errors="replace"))
    today = datetime.now(UTC).date()
    out.parent.mkdir(parents=True, exist_ok=True)
    context = f"{champion.manifest_sha256} {today:%Y-%m}"
    with Progress.open(out, Cipher(settings.storage_key), context) as progress:
        keys = {name: _key(name, file) for name, file in files.items()}
        distinct = {key: files[name] for name, key in keys.items()}
        _screen(distinct, progress, screener, settings, today)
        found = {key: progress.done[key] for key in distinct}
        write(rows(keys, found, _ranked(screener, wanted, found)), out, champion.version)


def _files(source: Path | None, out: Path) -> dict[str, Path]:
    """Return the visible files by their names below the folder, in order."""
    if source is None or not source.is_dir():
        raise NoResumes(f"{source or 'nothing'} is not a folder; name the one that holds the resumes")
    files = {file.relative_to(source): file for file in sorted(source.rglob("*")) if file.is_file()}
    visible = {
        _text(name): file for name, file in files.items() if not any(part.startswith(".") for part in name.parts)
    }
    resumes = {name: file for name, file in visible.items() if file.resolve() != out.resolve()}
    if not resumes:
        raise NoResumes(f"{source} has no file; put the resumes there")
    return resumes


def _key(name: str, file: Path) -> str:
    """The SHA-256 of a file's bytes; its name where they can't be read, which ``_document`` will say."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return name


def _screen(files: Mapping[str, Path], progress: Progress, screener: Screener, settings: Settings, today: date) -> None:
    """Read what is not read yet; the texts come from other processes while this one finds skills and encodes."""
    from tqdm import tqdm

    pending = [(key, file) for key, file in files.items() if key not in progress.done]
    with (
        closing(Readers(limits(settings), settings.readers)) as readers,
        ThreadPoolExecutor(settings.readers) as threads,
        tqdm(total=len(files), initial=len(files) - len(pending), unit="file") as bar,
    ):
        read = partial(_document, readers, settings.max_file_bytes)
        for chunk in _chunks(pending):
            documents = threads.map(read, [file for _, file in chunk])
            for (key, _), document in zip(chunk, documents, strict=True):
                progress.add(_outcome(screener, key, document, today))
                bar.update()


def _chunks(pending: Sequence[tuple[str, Path]]) -> Iterator[Sequence[tuple[str, Path]]]:
    return (pending[start : start + CHUNK] for start in range(0, len(pending), CHUNK))


def _document(readers: Readers, max_bytes: int, file: Path) -> Document | str:
    """Return the text of a file, or what is wrong with it."""
    try:
        if file.stat().st_size > max_bytes:
            raise too_large(max_bytes)
        return readers.read(file.read_bytes(), file.name)
    except Unreadable as exc:
        return str(exc)
    except OSError as exc:
        return f"The file can't be opened: {exc.strerror}. Check its permissions."


def _outcome(screener: Screener, key: str, document: Document | str, today: date) -> Outcome:
    if isinstance(document, str):
        return Outcome(key=key, error=document)
    candidate = screener.candidate(screener.resume(document, today), blind=True)
    return Outcome(key=key, candidate=candidate, quality=document.quality)


def _ranked(screener: Screener, job: Job, outcomes: Mapping[str, Outcome]) -> dict[str, Match]:
    people = {key: outcome.candidate for key, outcome in outcomes.items() if outcome.candidate}
    keys = list(people)
    return {keys[match.index]: match for match in screener.rank(job, list(people.values()), blind=True)}


def _text(path: Path) -> str:
    """Names that are not UTF-8 are shown with replacement characters: Parquet holds Unicode only."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
