from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Event

import pytest

from projects.resume_screener.pile import Applicant, Pile, read_pile
from projects.resume_screener.resume import Resume
from projects.resume_screener.uploads import Upload
from shared.documents.unreadable import Damaged


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def name(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def screen(upload: Upload) -> Resume:
    if upload.data.startswith(b"broken"):
        raise Damaged("The file is cut short. Send it again.")
    return Resume(text=upload.data.decode())


def read(executor: ThreadPoolExecutor, *contents: bytes, known: tuple[Applicant, ...] = ()) -> Pile:
    uploads = [Upload("a.txt", content) for content in contents]
    return asyncio.run(read_pile(uploads, known, name=name, screen=screen, executor=executor))


def test_files_keep_their_places_around_one_that_is_broken(executor: ThreadPoolExecutor) -> None:
    pile = read(executor, b"one", b"broken", b"three")
    assert [(each.file_index, each.resume.text) for each in pile.applicants] == [(0, "one"), (2, "three")]
    [failure] = pile.failures
    assert (failure.file_index, failure.code) == (1, "damaged")
    assert failure.message.endswith("Send it again.")


def test_equal_files_are_read_once_even_when_broken(executor: ThreadPoolExecutor) -> None:
    pile = read(executor, b"one", b"broken", b"one", b"broken", b"one")
    assert len(pile.applicants) == len(pile.failures) == 1
    assert [duplicate.file_index for duplicate in pile.duplicates] == [2, 3, 4]


def test_stored_resume_comes_first_and_its_file_is_a_duplicate(executor: ThreadPoolExecutor) -> None:
    known = Applicant(name(b"one"), Resume(text="one"))
    pile = read(executor, b"two", b"one", known=(known,))
    assert [each.file_index for each in pile.applicants] == [None, 0]
    assert [duplicate.file_index for duplicate in pile.duplicates] == [1]


def test_error_that_nobody_foresaw_is_not_hidden(executor: ThreadPoolExecutor) -> None:
    with pytest.raises(UnicodeDecodeError):
        read(executor, b"\xff")


def test_files_that_wait_are_not_read_once_the_caller_has_gone() -> None:
    started, release, read_names = Event(), Event(), []

    def slow(upload: Upload) -> Resume:
        read_names.append(upload.name)
        started.set()
        release.wait()
        return Resume(text="")

    async def leave(executor: ThreadPoolExecutor) -> None:
        uploads = [Upload(f"{number}", bytes([number])) for number in range(20)]
        work = asyncio.create_task(read_pile(uploads, (), name=name, screen=slow, executor=executor))
        await asyncio.to_thread(started.wait)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        release.set()

    with ThreadPoolExecutor(1) as executor:
        asyncio.run(leave(executor))
    assert read_names == ["0"]
