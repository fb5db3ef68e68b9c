"""From what is sent to what can be ranked, off the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from projects.resume_screener.api.context import Context
from projects.resume_screener.api.errors import NothingReadable
from projects.resume_screener.matching import Importance, Job
from projects.resume_screener.pile import Applicant, Pile, read_pile
from projects.resume_screener.resume import Resume
from projects.resume_screener.screening import Screener
from projects.resume_screener.store import StoredJob
from projects.resume_screener.uploads import Upload
from shared.serving.problems import Unprocessable

TEXT = "resume.txt"
"""The name that a resume gets which comes as text: read like a file, with the same limits."""


def today() -> date:
    """The day on which a position that goes on is counted up to."""
    return datetime.now(UTC).date()


def as_upload(text: str) -> Upload:
    """Return a resume in JSON as the file that it could have been."""
    return Upload(TEXT, text.encode())


async def read(
    context: Context, screener: Screener, uploads: Sequence[Upload], known: Sequence[Applicant] = ()
) -> Pile:
    """Read the uploads, as many at a time as there are readers.

    Raises:
        Unprocessable: there are no resumes, or too many.
        NothingReadable: there are, and not one of them can be read.
    """
    if not uploads and not known:
        raise Unprocessable("There is no resume to look at: send files, texts or resume_ids.")
    if len(uploads) > context.settings.max_files:
        raise Unprocessable(f"At most {context.settings.max_files} files go into one request; this has {len(uploads)}.")
    day = today()

    def screen(upload: Upload) -> Resume:
        return screener.resume(context.readers.read(upload.data, upload.name), day)

    with context.service.metrics.stage("read"):
        pile = await read_pile(uploads, known, name=context.cipher.name, screen=screen, executor=context.executor)
    if not pile.applicants:
        raise NothingReadable(pile.failures)
    return pile


def understood(context: Context, screener: Screener, text: str, title: str | None) -> Job:
    """Return what an ad asks for. Raises EmptyJob; and Unprocessable: it is too long."""
    limit = context.settings.max_job_chars
    if len(text) > limit:
        raise Unprocessable(f"The job has {len(text)} characters, at most {limit} are read: send the ad alone.")
    return screener.job(text, title=title)


def as_stored(stored: StoredJob, screener: Screener) -> Job:
    """Return a stored job with what was set by hand, as far as this model still finds it in the ad."""
    job = screener.job(stored.text, title=stored.title)
    found = {requirement.id for requirement in job.requirements}
    return job.with_importance({key: Importance(value) for key, value in stored.importance.items() if key in found})
