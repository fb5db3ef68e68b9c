"""PDF (ISO 32000) by PDFium, which is not thread-safe: one file at a time in a process."""

from __future__ import annotations

from collections import Counter
from contextlib import closing

from projects.resume_screener.reading.characters import plain
from projects.resume_screener.reading.extracted import Extracted
from projects.resume_screener.reading.pdf.edges import without_edges
from projects.resume_screener.reading.pdf.hyphens import mended, vocabulary
from projects.resume_screener.reading.pdf.lines import Line, lines
from projects.resume_screener.reading.pdf.page import Content, Unseen, content
from shared.documents.characters import check_length
from shared.documents.kinds import Kind
from shared.documents.limits import Limits
from shared.documents.pdf import no_text, opened

_FEW_UNSEEN = 10
"""So many hidden characters are stray ones, of no account."""


def read(data: bytes, limits: Limits) -> Extracted:
    """Return the text of the pages in reading order, without what repeats on each and what nobody sees.

    Raises:
        Unreadable: Encrypted, Damaged, TooManyPages, TooManyCharacters, or NoText for a scan.
    """
    contents: list[Content] = []
    pages: list[list[Line]] = []
    characters = 0
    with opened(data, limits) as document:
        for page in document:
            with closing(page):
                contents.append(content(page))
            pages.append(lines(contents[-1].frames))
            contents[-1].frames.clear()
            characters += sum(len(line.text) + 1 for line in pages[-1])
            check_length(characters, limits.max_chars)
    if not any(pages):
        raise no_text()
    known = vocabulary(pages)
    texts = [_text(mended(page, known)) for page in without_edges(pages)]
    return Extracted(
        plain("\n\n".join(text for text in texts if text)),
        Kind.PDF.value,
        pages=len(pages),
        unmapped=sum(content.unmapped for content in contents),
        warnings=tuple(_warnings(contents, texts)),
    )


def _text(page: list[Line]) -> str:
    return "\n".join(f"\n{line.text}" if line.begins and number else line.text for number, line in enumerate(page))


def _warnings(contents: list[Content], texts: list[str]) -> list[str]:
    unseen = sum((content.unseen for content in contents), Counter[Unseen]())
    found = [
        f"{count} characters were left out: {reason.value}." for reason, count in unseen.items() if count >= _FEW_UNSEEN
    ]
    if any(content.is_ocr for content in contents):
        found.append("The text was made out on a picture of the pages (OCR) and may have wrong letters.")
    found += [
        f"Page {number} has no text: it may be a picture." for number, text in enumerate(texts, start=1) if not text
    ]
    return found
