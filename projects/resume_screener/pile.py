"""The resumes of one request: read side by side, each once, and what could not be read beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from projects.resume_screener.matching import Candidate
from projects.resume_screener.resume import Resume
from projects.resume_screener.uploads import Upload
from shared.documents.unreadable import Unreadable

Screen = Callable[[Upload], Resume]


@dataclass(frozen=True)
class Applicant:
    """A resume that can be ranked. ``file_index`` is None for a stored one, which brings what it is ranked by."""

    resume_id: str
    resume: Resume
    file_index: int | None = None
    candidate: Candidate | None = None


@dataclass(frozen=True)
class Failure:
    """Why a file is not among the applicants, in words that say what to do."""

    file_index: int
    code: str
    message: str


@dataclass(frozen=True)
class Duplicate:
    """A file that is the same as another resume of the request."""

    file_index: int
    resume_id: str


@dataclass(frozen=True)
class Pile:
    """What became of the files of a request, each in their order."""

    applicants: tuple[Applicant, ...] = ()
    failures: tuple[Failure, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()


async def read_pile(
    uploads: Sequence[Upload],
    known: Sequence[Applicant],
    *,
    name: Callable[[bytes], str],
    screen: Screen,
    executor: Executor,
) -> Pile:
    """Read every file that is not there yet; the ``known`` applicants come first in the pile.

    ``name`` gives a file's id. ``screen`` reads one in the executor; where it raises Unreadable, that is a failure
    and the others go on. When the caller is cancelled, files that wait are not read any more.
    """
    first: dict[str, Upload] = {}
    places: dict[str, int] = {}
    duplicates = []
    taken = {applicant.resume_id for applicant in known}
    for index, upload in enumerate(uploads):
        key = name(upload.data)
        if key in taken or key in first:
            duplicates.append(Duplicate(index, key))
        else:
            first[key], places[key] = upload, index
    loop = asyncio.get_running_loop()
    work = [loop.run_in_executor(executor, _attempt, screen, upload) for upload in first.values()]
    outcomes = dict(zip(first, await asyncio.gather(*work), strict=True))
    read = {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, Resume)}
    refused = {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, Unreadable)}
    return Pile(
        applicants=(*known, *(Applicant(key, resume, places[key]) for key, resume in read.items())),
        failures=tuple(Failure(places[key], error.code, str(error)) for key, error in refused.items()),
        duplicates=tuple(duplicates),
    )


def _attempt(screen: Screen, upload: Upload) -> Resume | Unreadable:
    try:
        return screen(upload)
    except Unreadable as error:
        return error
