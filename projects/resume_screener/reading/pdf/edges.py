"""Headers and footers that pages repeat: the first time they say something, afterwards they only interrupt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from projects.resume_screener.reading.pdf.lines import Line

_EDGE_LINES = 2
_SAME_HEIGHT = 1.0
"""Points. Running heads stand where they stand on every page; a sentence that is said twice does not."""
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
_COUNTER = re.compile(r"\W*(?:page|seite|p\.?|página)?\s*\d{1,3}\s*(?:(?:of|/|von|de|-)\s*\d{1,3})?\W*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[-–—|·•,]\s*|\bpage\s*)(\d{1,3})(?:\s*(?:of|/)\s*\d{1,3})?\W*$", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Drop page numbers, and what an earlier page has at the same height, too, be it under another number."""
    if len(pages) < 2:
        return [list(page) for page in pages]
    seen: dict[str, list[float]] = {}
    first_words = {word.lower() for line in pages[0] for word in _WORD.findall(line.text)}
    kept = []
    for number, page in enumerate(pages, start=1):
        edges = _edges(page)
        dropped = {
            id(line)
            for line in edges
            if _COUNTER.fullmatch(line.text)
            or _is_repeated(line, number, seen)
            or (number > 1 and _is_running_head(line, number, first_words))
        }
        for line in edges:
            for key in _keys(line, number):
                seen.setdefault(key, []).append(line.height)
        kept.append([line for line in page if id(line) not in dropped])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines next to the upper and the lower border, wherever they come in reading order."""
    if len(page) <= 2 * _EDGE_LINES:
        return []
    by_height = sorted(page, key=lambda line: -line.height)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _is_repeated(line: Line, page: int, seen: Mapping[str, Sequence[float]]) -> bool:
    heights = (height for key in _keys(line, page) for height in seen.get(key, ()))
    return any(abs(height - line.height) <= _SAME_HEIGHT for height in heights)


def _keys(line: Line, page: int) -> set[str]:
    """The text, and the text with one of its numbers counted from that of the page: equal in running heads."""
    counted = (
        f"{line.text[: number.start()]}\n{int(number[0]) - page}\n{line.text[number.end() :]}"
        for number in _NUMBER.finditer(line.text)
    )
    return {line.text, *counted}


def _is_running_head(line: Line, page: int, first_words: set[str]) -> bool:
    """Whether the line counts the page and says nothing that the first page does not ("Jane Doe – page 2")."""
    numbered = _NUMBERED.search(line.text)
    if numbered is None or int(numbered[1]) != page:
        return False
    return all(word.lower() in first_words for word in _WORD.findall(line.text[: numbered.start()]))
