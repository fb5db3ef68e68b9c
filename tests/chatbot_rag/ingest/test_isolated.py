"""Whatever a file does to its reader, the service gets a document or a refusal, in time."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from projects.chatbot_rag.ingest.isolated import read_in_child
from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import MIB, Limits
from shared.documents.unreadable import (
    Empty,
    Encrypted,
    OutOfMemory,
    TooLarge,
    TooManyPages,
)
from tests.shared.documents.files import docx_file, pdf

MARKDOWN = "# Título\n\nمرحبا “quoted” 中文.\n\n## Sub\n\nMore \\ text.".encode()
PAGE = b"<html><body><h1>Head</h1><p>text</p></body></html>"


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


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_in_child(b"x" * 11, "a.md", Limits(max_bytes=10))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to RLIMIT_AS")
def test_a_file_that_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(OutOfMemory, match="Split"):
        read_in_child(b"# A\n\n" + b"word\n\n" * 2_000_000, "a.md", Limits(max_chars=10**9, memory_bytes=100 * MIB))


def test_several_threads_read_at_once() -> None:
    files = [pdf([f"number {number}"]) for number in range(6)]
    barrier = threading.Barrier(3)

    def read_after_others(data: bytes) -> str:
        barrier.wait()
        return read_in_child(data, "a.pdf", Limits()).text

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(read_after_others, files)) == [f"number {number}" for number in range(6)]
