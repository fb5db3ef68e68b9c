"""PDF (ISO 32000) by PDFium, which is not thread-safe: one file at a time in a process."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.outline import Heading, sections
from shared.documents.characters import check_length, clean
from shared.documents.kinds import Kind
from shared.documents.limits import Limits
from shared.documents.pdf import no_text, opened

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_PARAGRAPH_PITCH = 1.35
"""Lines further apart than this many usual pitches of their page belong to two paragraphs."""
_EDGE_LINES = 2
_MIN_PAGES, _MIN_LINES = 3, 5
"""Below that nothing is taken for a page header or footer."""
_LINE_HYPHEN = "\ufffe"
_BROKEN_WORD = re.compile(rf"(?<![\w-])([\w-]*\w){_LINE_HYPHEN}(\w+)")
_HYPHENATED = re.compile(r"\b\w++(?:-\w++)++")
_SENTENCE_END = (".", "!", "?", ":", "…", "”", '"')
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_FILE_NAME = re.compile(r"untitled.*|microsoft word - .*|.*\.(?:docx?|indd|pdf|rtf|tex)", re.IGNORECASE)


@dataclass(frozen=True)
class _Line:
    text: str
    begins_paragraph: bool


_Page = list[_Line]


@dataclass(frozen=True)
class _Bookmark:
    level: int
    title: str
    page: int


def read(data: bytes, title: str, limits: Limits) -> Parsed:
    """Return the pages in one text, without the headers and footers that repeat, words broken at line ends mended.

    The sections are those of the outline (bookmarks), else the pages. The title is the stated one, else that of
    an outline with a single outermost entry.
    """
    with opened(data, limits) as document:
        pages = list(_pages(document, limits.max_chars))
        bookmarks = list(_bookmarks(document))
        stated = clean(document.get_metadata_value("Title")).strip()
    if not any(pages):
        raise no_text()
    text, starts = _joined(_without_edges(pages))
    marks = _outline(text, starts, bookmarks) if bookmarks else _page_marks(starts)
    outermost = [bookmark.title for bookmark in bookmarks if bookmark.level == 1]
    if stated and not _FILE_NAME.fullmatch(stated):
        title = stated
    elif len(outermost) == 1:
        title = outermost[0]
    return Parsed(title, text, Kind.PDF.value, sections(text, marks))


def _pages(document: PdfDocument, max_chars: int) -> Iterator[_Page]:
    characters = 0
    for page in document:
        with closing(page):
            lines = _lines(page)
        characters += sum(len(line.text) + 1 for line in lines)
        check_length(characters, max_chars)
        yield lines


def _lines(page: PdfPage) -> _Page:
    """The lines of a page; those outside of its borders, where nobody sees them, are left out."""
    with closing(page.get_textpage()) as content:
        lines, index, count = [], 0, content.count_chars()
        left, bottom, right, top = page.get_bbox()
        for line in content.get_text_range().split("\r\n"):
            end = min(index + len(line), count) - 1
            if line.strip() and index <= end:
                x, y, x_end, y_end = content.get_charbox(index, loose=True)
                if x <= right and x_end >= left and y <= top and y_end >= bottom:
                    lines.append((line, y, content.get_charbox(end, loose=True)[1]))
            index += len(line) + 2
    pitches = [above[2] - below[1] for above, below in pairwise(lines)]
    downwards = sorted(pitch for pitch in pitches if pitch > 0)
    usual = downwards[len(downwards) // 4] if downwards else 0.0
    begins = [True, *(pitch > _PARAGRAPH_PITCH * usual for pitch in pitches)]
    texts = [_LINE_HYPHEN.join(clean(part) for part in line.split(_LINE_HYPHEN)).strip() for line, _, _ in lines]
    return [_Line(text, begin) for text, begin in zip(texts, begins, strict=False) if text]


def _without_edges(pages: Sequence[_Page]) -> list[_Page]:
    """Drop first and last lines that most pages share, or that a few share but for a number that counts the pages."""
    long = [(number, page) for number, page in enumerate(pages) if len(page) >= _MIN_LINES]
    if len(long) < _MIN_PAGES:
        return list(pages)
    texts: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for number, page in long:
        texts.update({line.text for line in _edges(page)})
        counted.update({key for line in _edges(page) for key in _counting_pages(line, number)})
    repeated = {text for text, count in texts.items() if count > len(long) / 2}
    repeated |= {key for key, count in counted.items() if count >= _MIN_PAGES}
    kept = list(pages)
    for number, page in long:
        body = page[_EDGE_LINES:-_EDGE_LINES]
        top, bottom = (
            [line for line in edge if not repeated & {line.text, *_counting_pages(line, number)}]
            for edge in (page[:_EDGE_LINES], page[-_EDGE_LINES:])
        )
        kept[number] = [*top, *body, *bottom]
    return kept


def _edges(page: _Page) -> _Page:
    return page[:_EDGE_LINES] + page[-_EDGE_LINES:]


def _counting_pages(line: _Line, page: int) -> set[str]:
    """What the line says with its first or its last number counted from that of the page: equal in running heads."""
    numbers = list(_NUMBER.finditer(line.text))
    return {
        f"{line.text[: number.start()]}\n{int(number[0]) - page}\n{line.text[number.end() :]}"
        for number in numbers[:1] + numbers[1:][-1:]
    }


def _joined(pages: Sequence[_Page]) -> tuple[str, list[int]]:
    """The text of all pages and where each begins. A sentence that goes on over the page is not interrupted."""
    known = {word for page in pages for line in page for word in _HYPHENATED.findall(line.text)}
    parts: list[str] = []
    starts: list[int] = []
    length, ended = 0, True
    for page in pages:
        for position, line in enumerate(page):
            text = _BROKEN_WORD.sub(lambda word: _mended(word[1], word[2], known), line.text)
            breaks = line.begins_paragraph if position else ended or not text[:1].islower()
            separator = ("\n\n" if breaks else "\n") if parts else ""
            if position == 0:
                starts.append(length + len(separator))
            parts += [separator, text]
            length += len(separator) + len(text)
            ended = text.endswith(_SENTENCE_END)
        if not page:
            starts.append(length)
    return "".join(parts), starts


def _mended(head: str, tail: str, known: set[str]) -> str:
    """A word that was broken at the end of a line; its hyphen stays when it belongs to the word."""
    whole = f"{head}-{tail}"
    belongs = "-" in head or whole in known or not (head[-1:].islower() and tail[:1].islower())
    return whole if belongs else head + tail


def _bookmarks(document: PdfDocument) -> Iterator[_Bookmark]:
    for bookmark in document.get_toc():
        title = " ".join(clean(bookmark.get_title()).split())
        destination = bookmark.get_dest()
        page = None if destination is None else destination.get_index()
        if title and page is not None and 0 <= page < len(document):
            yield _Bookmark(bookmark.level + 1, title, page)


def _page_marks(starts: Sequence[int]) -> list[Heading]:
    return [Heading(1, f"Page {number}", start, start) for number, start in enumerate(starts, start=1)]


def _outline(text: str, starts: Sequence[int], bookmarks: Sequence[_Bookmark]) -> list[Heading]:
    """Headings in the order of the text: at the line that has the bookmark's words, else where its page begins."""
    marks: list[Heading] = []
    for bookmark in sorted(bookmarks, key=lambda bookmark: bookmark.page):
        begin = max(starts[bookmark.page], marks[-1].end if marks else 0)
        after = starts[bookmark.page + 1] if bookmark.page + 1 < len(starts) else len(text)
        start, end = _line_of(bookmark.title, text, begin, after)
        marks.append(Heading(bookmark.level, bookmark.title, start, end))
    return marks


def _line_of(title: str, text: str, begin: int, after: int) -> tuple[int, int]:
    words = r"\s+".join(re.escape(word) for word in title.split())
    numbered = re.compile(rf"^(?:(?:\d+(?:\.\d+)*|[A-Z])\.?[ \t]+)?(?i:{words})[ \t]*$", re.MULTILINE)
    found = numbered.search(text, begin, after)
    return found.span() if found else (begin, begin)
