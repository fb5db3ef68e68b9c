"""Any bytes: the content says what they are, and what can't be read is refused with what to do."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import Limits
from shared.documents.unreadable import (
    BY_CODE,
    Empty,
    Encrypted,
    NotText,
    TooLarge,
    Unreadable,
    UnsupportedKind,
)
from tests.shared.documents.files import docx_file, pdf, zipped

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE = b"<!doctype html><html><body><p>text</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (pdf(["text"]), "a.docx", "application/pdf"),
        (b"\n" + pdf(["text"]), "a.txt", "application/pdf"),
        (docx_file("text"), "a.pdf", DOCX),
        (PAGE, "a.txt", "text/html"),
        (PAGE, "a.md", "text/html"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n' + PAGE, "a.xml", "text/html"),
        (b"<p>a fragment</p>", "a", "text/html"),
        (b"<p align=center>a picture</p>\n\n# Title", "README.md", "text/markdown"),
        (b"# Title", "a.md", "text/markdown"),
        (b"# Title", "a.MARKDOWN", "text/markdown"),
        (b"# Title", "a.pdf", "text/plain"),
        (b"3 < 4 and <unknown> words", "a.html", "text/plain"),
        (b"words", "", "text/plain"),
    ],
)
def test_the_content_decides_on_the_kind(data: bytes, name: str, media_type: str) -> None:
    assert read(data, name, Limits()).media_type == media_type


@pytest.mark.parametrize(
    ("data", "refusal", "message"),
    [
        (b"", Empty, "empty"),
        (b"x" * 1_001, TooLarge, "Split"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), UnsupportedKind, "OCR"),
        (b"\xff\xd8\xff\xe0" + bytes(50), UnsupportedKind, "OCR"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", UnsupportedKind, "OCR"),
        (b"{\\rtf1\\ansi text}", UnsupportedKind, "DOCX"),
        (b"\x7fELF" + bytes(50), UnsupportedKind, "program"),
        (b"\x1f\x8b\x08" + bytes(50), UnsupportedKind, "one by one"),
        (zipped(["xl/workbook.xml"]), UnsupportedKind, "spreadsheet"),
        (zipped(["ppt/presentation.xml"]), UnsupportedKind, "presentation"),
        (zipped(["mimetype", "META-INF/manifest.xml"]), UnsupportedKind, "OpenDocument"),
        (zipped(["a.txt"]), UnsupportedKind, "one by one"),
        (OLE, UnsupportedKind, "old Office"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Encrypted, "password"),
        (bytes(range(256)), NotText, "not text"),
    ],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.md"])
def test_what_is_not_read_is_refused_with_what_to_do(
    data: bytes, name: str, refusal: type[Unreadable], message: str
) -> None:
    with pytest.raises(refusal, match=message) as caught:
        read(data, name, Limits(max_bytes=1_000))

    assert str(caught.value).count(".") >= 2
    assert BY_CODE[caught.value.code] is refusal


@example(b"%PDF-1.4\n1 0 obj\n")
@example(b"PK\x03\x04")
@example(b"<html>\xff")
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert _is_sound(read(data, "a.md", Limits()))


def _is_sound(parsed: Parsed) -> bool:
    ends = [0, *(section.end for section in parsed.sections)]
    in_order = all(end <= section.start < section.end for end, section in zip(ends, parsed.sections, strict=False))
    return bool(in_order and ends[-1] <= len(parsed.text) and parsed.title and parsed.text.encode())


@settings(max_examples=40)
@given(st.data())
def test_a_file_changed_at_random_is_read_or_refused(data: st.DataObject) -> None:
    original = bytearray(data.draw(st.sampled_from([pdf(["Some text."], title="T"), docx_file("Some text."), PAGE])))
    for _ in range(data.draw(st.integers(1, 8))):
        original[data.draw(st.integers(0, len(original) - 1))] = data.draw(st.integers(0, 255))

    with suppress(Unreadable):
        assert _is_sound(read(bytes(original), "a.bin", Limits()))


def test_a_refusal_quotes_nothing_of_the_document() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"%PDF-1.4 SECRET", "a.pdf", Limits())

    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None
