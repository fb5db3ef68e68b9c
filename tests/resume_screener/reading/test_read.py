"""Any bytes: the content says what they are, and what can't be read is refused with what to do."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from projects.resume_screener.reading import Readers, read
from shared.documents.limits import Limits
from shared.documents.unreadable import (
    BY_CODE,
    Empty,
    Encrypted,
    NoText,
    NotText,
    TookTooLong,
    TooLarge,
    Unreadable,
    UnsupportedKind,
)
from tests.shared.documents.files import docx_file, pdf, zipped

PAGE = b"<!doctype html><html><body><p>text</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (pdf(["text"]), "a.docx", "application/pdf"),
        (docx_file("text"), "a.pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"# Jane Doe", "a.md", "text/plain"),
        ("Łukasz Żółć\r\nمرحبا 中文 Привет".encode(), "a.txt", "text/plain"),
        ("naïve".encode("cp1252"), "a.txt", "text/plain"),
        ("wide".encode("utf-16"), "a.txt", "text/plain"),
    ],
)
def test_the_content_decides_on_the_kind(data: bytes, name: str, media_type: str) -> None:
    assert read(data, name, Limits()).media_type == media_type


@pytest.mark.parametrize(
    ("data", "refusal", "message"),
    [
        (b"", Empty, "empty"),
        (b" \n\t\r\n ", NoText, "no text"),
        (b"x" * 2_001, TooLarge, "limit"),
        (PAGE, UnsupportedKind, "print it to PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), UnsupportedKind, "OCR"),
        (b"{\\rtf1\\ansi text}", UnsupportedKind, "DOCX"),
        (zipped(["mimetype", "META-INF/manifest.xml"]), UnsupportedKind, "OpenDocument"),
        (OLE, UnsupportedKind, "old Office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Encrypted, "password"),
        (bytes(range(256)), NotText, "not text"),
    ],
)
@pytest.mark.parametrize("name", ["resume.pdf", "resume.txt"])
def test_what_is_not_read_is_refused_with_what_to_do(
    data: bytes, name: str, refusal: type[Unreadable], message: str
) -> None:
    with pytest.raises(refusal, match=message) as caught:
        read(data, name, Limits(max_bytes=2_000))

    assert str(caught.value).count(".") >= 2
    assert BY_CODE[caught.value.code] is refusal


@example(b"%PDF-1.4\n1 0 obj\n")
@example(b"PK\x03\x04")
@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert read(data, "a.md", Limits()).text.strip()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_file_changed_at_random_is_read_or_refused(data: st.DataObject) -> None:
    original = bytearray(data.draw(st.sampled_from([pdf(["Some text."]), docx_file("Some text.")])))
    for _ in range(data.draw(st.integers(1, 8))):
        original[data.draw(st.integers(0, len(original) - 1))] = data.draw(st.integers(0, 255))

    with suppress(Unreadable):
        assert read(bytes(original), "a.bin", Limits()).text.strip()


def test_a_refusal_quotes_nothing_of_the_file() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"%PDF-1.4 SECRET", "SECRET.pdf", Limits())

    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_child_processes_read_what_read_does_and_refuse_what_it_does() -> None:
    readers = Readers(Limits(), processes=1)

    for data in (pdf(["one"], ["two"]), docx_file("text"), "naïve 中文".encode()):
        assert readers.read(data, "a") == read(data, "a", Limits())
    with pytest.raises(UnsupportedKind, match="print it"):
        readers.read(PAGE, "a.pdf")
    readers.close()


def test_a_file_that_takes_too_long_is_given_up() -> None:
    readers = Readers(Limits(seconds=0.01), processes=1)

    with pytest.raises(TookTooLong):
        readers.read(pdf(*[["word " * 20] * 50] * 100), "a.pdf")
    readers.close()
