"""The kind is told by content, and a service refuses what it does not read with what it does."""

from __future__ import annotations

import pytest

from shared.documents.kinds import Accepted, Kind, kind_of
from shared.documents.unreadable import Damaged, UnsupportedKind
from tests.shared.documents.files import docx_file, pdf

PAGE = b"<!doctype html><html><body><p>text</p></body></html>"
FEW = Accepted(frozenset({Kind.PDF, Kind.TEXT}), "Send PDF or text.")
ALL = Accepted(frozenset(Kind), "Send anything.")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (pdf(["text"]), "a.txt", Kind.PDF),
        (docx_file("text"), "a.pdf", Kind.DOCX),
        (PAGE, "a.pdf", Kind.HTML),
        (b"# Title", "a.md", Kind.MARKDOWN),
        (b"words", "a.pdf", Kind.TEXT),
    ],
)
def test_the_content_decides(data: bytes, name: str, kind: Kind) -> None:
    assert kind_of(data, name, ALL) is kind


@pytest.mark.parametrize(
    ("data", "what"),
    [(PAGE, "a web page"), (docx_file("text"), "a Word document"), (b"\x89PNG\r\n\x1a\n", "a picture")],
)
def test_what_a_service_does_not_read_is_named_with_what_it_reads(data: bytes, what: str) -> None:
    with pytest.raises(UnsupportedKind, match=rf"{what}.*\. Send PDF or text\.$"):
        kind_of(data, "a.pdf", FEW)


def test_a_container_that_is_cut_short_is_damaged() -> None:
    with pytest.raises(Damaged, match="again"):
        kind_of(docx_file("text")[:500], "a.docx", ALL)
