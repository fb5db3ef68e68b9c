"""Whatever a file does to its reader, the service gets a document or a refusal, in time."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from projects.chatbot_rag.ingest import isolated
from projects.chatbot_rag.ingest.isolated import read_in_child
from projects.chatbot_rag.ingest.limits import MIB, Limits
from projects.chatbot_rag.ingest.read import read
from projects.chatbot_rag.ingest.unreadable import (
    Empty,
    Encrypted,
    OutOfMemory,
    ReaderCrashed,
    TookTooLong,
    TooLarge,
    TooManyPages,
)
from tests.chatbot_rag.ingest.files import docx_file, pdf

MARKDOWN = "# Título\n\nمرحبا “quoted” 中文.\n\n## Sub\n\nMore \\ text.".encode()
PAGE = b"<html><body><h1>Head</h1><p>text</p></body></html>"


def child_runs(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the child run something else than the reader: what a parser with a bug in its C code would do."""
    monkeypatch.setattr(isolated, "COMMAND", (sys.executable, "-c", code))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (MARKDOWN, "a.md"),
        (pdf(["one"], ["two"]), "a.pdf"),
        (docx_file("text"), "a.docx"),
        (PAGE, "a"),
        (b"text", "a.txt"),
    ],
)
def test_a_child_reads_what_the_parent_would_read(data: bytes, name: str) -> None:
    assert read_in_child(data, name, Limits()) == read(data, name, Limits())


def test_a_refusal_comes_back_as_itself() -> None:
    with pytest.raises(Empty):
        read_in_child(b"", "a.md", Limits())
    with pytest.raises(Encrypted, match="password"):
        read_in_child(pdf(["text"], opens_without_password=False), "a.pdf", Limits())
    with pytest.raises(TooManyPages, match="more than 1 pages"):
        read_in_child(pdf(["a"], ["b"]), "a.pdf", Limits(max_pages=1))


def test_too_large_a_file_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    child_runs(monkeypatch, "raise SystemExit(1)")

    with pytest.raises(TooLarge):
        read_in_child(b"x" * 11, "a.md", Limits(max_bytes=10))


def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    hang = "import os, pathlib, threading; pathlib.Path({!r}).write_text(str(os.getpid())); threading.Event().wait()"
    child_runs(monkeypatch, hang.format(str(note)))

    with pytest.raises(TookTooLong, match="longer than 2 seconds"):
        read_in_child(MARKDOWN, "a.md", Limits(seconds=2))

    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


@pytest.mark.parametrize(
    "code",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
        "raise SystemExit(1)",
        "import sys; sys.stdin.buffer.read(); print('garbage')",
        "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(bytes(range(256)))",
        "import sys; sys.stdin.buffer.read(); print('[]')",
        'import sys; sys.stdin.buffer.read(); print(\'{"unreadable": {"code": "none such", "message": ""}}\')',
        'import sys; sys.stdin.buffer.read(); print(\'{"parsed": {"title": "only"}}\')',
    ],
)
def test_a_child_that_dies_or_talks_nonsense_is_a_crash(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    child_runs(monkeypatch, code)

    with pytest.raises(ReaderCrashed, match="save it again"):
        read_in_child(MARKDOWN * 10_000, "a.md", Limits())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to RLIMIT_AS")
def test_a_file_that_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(OutOfMemory, match="Split"):
        read_in_child(b"# A\n\n" + b"word\n\n" * 2_000_000, "a.md", Limits(max_chars=10**9, memory_bytes=100 * MIB))


def test_what_a_child_says_on_stderr_reaches_nobody(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    child_runs(monkeypatch, "import sys; sys.stderr.write('SECRET'); raise SystemExit(1)")

    with pytest.raises(ReaderCrashed) as caught:
        read_in_child(b"SECRET", "a.md", Limits())

    assert "SECRET" not in str(caught.value) + "".join(capfd.readouterr())
    assert caught.value.__cause__ is None


def test_several_threads_read_at_once() -> None:
    files = [pdf([f"number {number}"]) for number in range(6)]
    barrier = threading.Barrier(3)

    def read_after_others(data: bytes) -> str:
        barrier.wait()
        return read_in_child(data, "a.pdf", Limits()).text

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(read_after_others, files)) == [f"number {number}" for number in range(6)]
