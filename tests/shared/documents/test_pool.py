"""Whatever a file does to its reader, the caller gets a document or a refusal, in time, and the others go on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from shared.documents import isolated, pool
from shared.documents.isolated import ROOT
from shared.documents.limits import MIB, Limits
from shared.documents.pool import Pool
from shared.documents.unreadable import Encrypted, OutOfMemory, ReaderCrashed, TookTooLong, TooLarge
from tests.shared.documents.targets import Echo

TARGET = "tests.shared.documents.targets:read"


def opened(processes: int = 1, **limits: float) -> Pool[Echo]:
    return Pool(TARGET, Echo, Limits(**limits), processes)  # type: ignore[arg-type]


@pytest.fixture
def one() -> Iterator[Pool[Echo]]:
    """A pool of one process."""
    processes = opened(seconds=20)
    yield processes
    processes.close()


def test_one_process_reads_file_after_file(one: Pool[Echo]) -> None:
    first, second = one.read(b"text", "a"), one.read("naïve 中文\n".encode(), "b")

    assert (first.text, first.name, second.text, second.name) == ("text", "a", "naïve 中文\n", "b")
    assert first.process == second.process != os.getpid()


def test_a_refusal_comes_back_as_itself_and_costs_no_process(one: Pool[Echo]) -> None:
    before = one.read(b"text", "a").process

    with pytest.raises(Encrypted, match="password"):
        one.read(b"encrypted", "a")

    assert one.read(b"text", "a").process == before


@pytest.mark.parametrize("fault", ["kill", "segfault", "abort", "exit", "bug"])
def test_a_process_that_dies_is_a_crash_and_is_replaced(one: Pool[Echo], fault: str) -> None:
    before = one.read(b"text", "a").process

    with pytest.raises(ReaderCrashed, match="save it again") as caught:
        one.read(fault.encode(), "a")

    assert caught.value.__cause__ is None
    assert one.read(b"text", "a").process != before


def test_a_process_that_dies_before_the_file_is_sent_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))

    with pytest.raises(ReaderCrashed):
        opened().read(b"text" * MIB, "a")


@pytest.mark.parametrize(
    "reply",
    [
        "garbage",
        "[]",
        "\udcff",
        '{"unreadable": {"code": "none such", "message": ""}}',
        '{"document": {"text": "only"}}',
    ],
)
def test_a_process_that_talks_nonsense_is_a_crash(monkeypatch: pytest.MonkeyPatch, reply: str) -> None:
    code = f"import sys; sys.stdin.buffer.readline(); sys.stdin.read(4); print({reply!a}, flush=True); sys.stdin.read()"
    monkeypatch.setattr(isolated, "COMMAND", (sys.executable, "-c", code))

    with pytest.raises(ReaderCrashed):
        opened().read(b"text", "a")


def test_a_process_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    readers, note = opened(seconds=1.5), tmp_path / "pid"

    with pytest.raises(TookTooLong, match=r"longer than 1\.5 seconds"):
        readers.read(b"hang", str(note))

    assert has_ended(int(note.read_text()))
    assert readers.read(b"text", "a").text == "text"
    readers.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to RLIMIT_AS")
def test_a_file_that_fills_memory_is_refused_and_its_process_replaced() -> None:
    readers = opened(memory_bytes=300 * MIB)
    before = readers.read(b"text", "a").process

    with pytest.raises(OutOfMemory, match="Split"):
        readers.read(b"fill", "a")

    assert readers.read(b"text", "a").process != before
    readers.close()


def test_what_is_printed_reaches_neither_the_caller_nor_a_log(
    one: Pool[Echo], capfd: pytest.CaptureFixture[str]
) -> None:
    assert one.read(b"print", "a").text == "print"
    assert "".join(capfd.readouterr()) == ""


def test_too_large_a_file_is_not_sent() -> None:
    readers = opened(max_bytes=10)

    with pytest.raises(TooLarge, match="Split"):
        readers.read(b"x" * 11, "a")
    readers.close()


def test_a_process_makes_room_for_a_fresh_one(one: Pool[Echo], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "FILES_PER_CHILD", 2)

    processes = [one.read(b"text", "a").process for _ in range(4)]

    assert len(set(processes)) == 2


def test_a_crash_leaves_the_files_beside_it_alone() -> None:
    files = [b"abort" if number % 4 == 1 else b"file %d" % number for number in range(12)]
    readers, barrier = opened(3), threading.Barrier(3)

    def read_with_others(data: bytes) -> str:
        barrier.wait()
        try:
            return readers.read(data, "a").text
        except ReaderCrashed:
            return "crashed"

    with ThreadPoolExecutor(3) as threads:
        read = list(threads.map(read_with_others, files))

    assert read == ["crashed" if number % 4 == 1 else f"file {number}" for number in range(12)]
    readers.close()


def test_a_closed_pool_leaves_no_process() -> None:
    readers = opened(2)
    process = readers.read(b"text", "a").process

    readers.close()
    readers.close()

    assert has_ended(process)


def test_a_process_whose_parent_dies_ends() -> None:
    parent = (
        "from shared.documents.limits import Limits; from shared.documents.pool import Pool;"
        "from tests.shared.documents.targets import Echo; import os;"
        f"print(Pool({TARGET!r}, Echo, Limits(), 1).read(b'text', 'a').process, flush=True); os._exit(0)"
    )
    child = int(subprocess.run((sys.executable, "-c", parent), cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)

    deadline = time.monotonic() + 10
    while not has_ended(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert has_ended(child)


def has_ended(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat")
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"
    return True
