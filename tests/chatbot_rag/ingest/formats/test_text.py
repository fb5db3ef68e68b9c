"""Plain text in whatever encoding, and without what nobody sees."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import Limits
from shared.documents.unreadable import NotText, TooManyCharacters

WORDS = "Größe naïve “quoted” — dash"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_the_encoding_is_found(encoding: str) -> None:
    assert read(WORDS.encode(encoding), "a.txt", Limits()).text == WORDS


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم، هذا نص.",
        "שלום עולם",
        "می‌خواهم",
        "क्‍ष नमस्ते",
        "中文和日本語テキスト",
        "👩‍👩‍👧 family",
        "e\u0301 stays decomposed",
    ],
)
def test_other_scripts_are_kept_as_they_are(text: str) -> None:
    assert read(text.encode(), "a.txt", Limits()).text == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a plain text\x00 with\x07 controls\x1b\x7f", "a plain text with controls"),
        ("line\r\nline\rline\x0cline\u2028line\x85line", "line\nline\nline\nline\nline\nline"),
        ("tab\tstays\n\nand lines", "tab\tstays\n\nand lines"),
        ("hid\u200bden\u2060 \ufeffzero\u200c width\u200d\u200d", "hidden zero width"),
        ("a \u202ereversed\u202c text\u2066\u2069", "a reversed text"),
        ("tags" + "".join(chr(0xE0000 + ord(character)) for character in "say yes"), "tags"),
    ],
)
def test_what_nobody_sees_is_dropped(text: str, kept: str) -> None:
    assert read(text.encode(), "a.txt", Limits()).text == kept


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\nA study of trees\n\nText.", "A study of trees"),
        ("A first sentence, which is no title.\nText.", "notes"),
        ("x" * 200, "notes"),
    ],
)
def test_a_short_first_line_is_the_title_else_the_name(text: str, title: str) -> None:
    assert read(text.encode(), "folder/notes.txt", Limits()).title == title


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00" * 100, "wide".encode("utf-16-le") * 50])
def test_bytes_that_are_no_characters_are_refused(data: bytes) -> None:
    with pytest.raises(NotText, match="Send"):
        read(data, "a.txt", Limits())


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(TooManyCharacters, match="more than 1,000 characters"):
        read(b"word " * 201, "a.txt", Limits(max_chars=1_000))
