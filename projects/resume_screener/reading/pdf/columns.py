"""The order in which the parts of a page are read: a recursive cut along gutters (after Nagy and Seth's XY-cut, 1984).

A gutter is a strip that nothing crosses. What crosses it, such as a header over both columns, divides the page into
bands above and below. A gutter within a band parts columns only when each side makes sense on its own; the dates at
the right edge of entries, side headings and the cells of a table are read along their rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from projects.resume_screener.reading.pdf.geometry import Box, is_rtl

MIN_GUTTER = 0.9
"""Of the usual font size: as wide as the gap that ends a stretch of a line."""
MIN_LINES = 2
"""A column has so many lines at least."""
_ALIGNED = 0.2
"""Of the font size: boxes on a common line differ less."""
_BESIDE = 0.5
"""Columns stand side by side: of the shorter side, so many lines at least have another one beside them."""
_MOSTLY = 0.75
"""Of these, where fewer stand on the very line of another one, the sides were set without regard to each other."""
_DATED = 0.5
"""Where so many are dates, they date what is beside them."""
_DENSE = 0.5
"""A side with fewer lines for each line of the other holds the heads of rows."""
_FEW_TURNS = 0.34
"""Of the lines of the shorter side: a page that is drawn column by column hardly changes sides.

This share and the four above are reasoned, not fitted: most, half and a third of the lines."""
_PROSE_WORDS = 4
_HEADER_LINES = 5
_TITLE_SIZE = 1.3
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:present|now|current|today|ongoing)\b|\d{1,2}[/.]\d{2,4}", re.IGNORECASE
)


@dataclass(frozen=True)
class _Band:
    """What lies between two things that cross a gutter, parted by it."""

    left: tuple[Box, ...]
    right: tuple[Box, ...]

    def __len__(self) -> int:
        return len(self.left) + len(self.right)


def blocks(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the stretches of lines in groups, each without columns, in reading order."""
    if not boxes:
        return []
    band = _widest_band(boxes)
    if band is None:
        return [list(boxes)]
    inside = {id(box) for box in (*band.left, *band.right)}
    top = max(box.base for box in (*band.left, *band.right))
    outside = [box for box in boxes if id(box) not in inside]
    above = [box for box in outside if box.base > top]
    below = [box for box in outside if box.base <= top]
    columns = [band.left, band.right]
    if is_rtl("".join(box.text for box in boxes)):
        columns.reverse()
    return [block for part in (above, *columns, below) for block in blocks(part)]


def _widest_band(boxes: Sequence[Box]) -> _Band | None:
    """The columns with the most lines; None: there are none."""
    ordered = sorted(boxes, key=lambda box: -box.base)
    gutter = MIN_GUTTER * median(box.size for box in boxes)
    edges = sorted({round(box.left) for box in boxes})
    bands = {
        (len(band), len(band.left)): band
        for edge in edges
        for band in _bands(ordered, edge - gutter, edge - 1)
        if min(len(band.left), len(band.right)) >= MIN_LINES
    }
    return next((bands[size] for size in sorted(bands, reverse=True) if _are_columns(bands[size])), None)


def _bands(ordered: Sequence[Box], start: float, end: float) -> Iterator[_Band]:
    """What stands left and right of a strip, from one thing that crosses it to the next."""
    left: list[Box] = []
    right: list[Box] = []
    for box in ordered:
        if box.right <= start:
            left.append(box)
        elif box.left >= end:
            right.append(box)
        else:
            yield _without_header(left, right)
            left, right = [], []
    yield _without_header(left, right)


def _without_header(left: Sequence[Box], right: Sequence[Box]) -> _Band:
    """The two sides without a title in large letters, and what follows it, that stands above them on one side."""
    if not left or not right:
        return _Band(tuple(left), tuple(right))
    usual = median(box.size for box in (*left, *right))
    sides = []
    for side, other in ((left, right), (right, left)):
        header = [box for box in side if box.bottom > other[0].top]
        is_title = 0 < len(header) <= _HEADER_LINES and header[0].size >= _TITLE_SIZE * usual
        sides.append(tuple(side[len(header) :] if is_title else side))
    return _Band(*sides)


def _are_columns(band: _Band) -> bool:
    """Whether the sides are read one after the other, not along their common lines.

    Only lines with something beside them tell: a heading over a time line stands in the column of the dates, and alone.
    """
    few, many = sorted((band.left, band.right), key=len)
    beside = [box for box in few if any(_are_beside(box, other) for other in many)]
    if len(beside) < _BESIDE * len(few):
        return False
    if _share(any(_on_one_line(box, other) for other in many) for box in beside) < _MOSTLY:
        return True
    if any(_share(map(_is_date, side)) >= _DATED for side in (beside, many)) or _density(few, many) < _DENSE:
        return False
    drawn = sorted([*((box.order, True) for box in few), *((box.order, False) for box in many)])
    turns = sum(before != after for (_, before), (_, after) in pairwise(drawn))
    if turns <= max(1, _FEW_TURNS * len(few)):
        return True
    return all(median(len(box.text.split()) for box in side) >= _PROSE_WORDS for side in (few, many))


def _are_beside(box: Box, other: Box) -> bool:
    return min(box.top, other.top) - max(box.bottom, other.bottom) > 0.2 * min(box.size, other.size)


def _on_one_line(box: Box, other: Box) -> bool:
    return abs(box.base - other.base) <= _ALIGNED * min(box.size, other.size)


def _density(few: Sequence[Box], many: Sequence[Box]) -> float:
    """How many lines the shorter side has for each line of the other one beside it."""
    top, bottom = max(box.top for box in few), min(box.bottom for box in few)
    beside = sum(bottom <= box.base <= top for box in many)
    return len(few) / max(1, beside)


def _is_date(box: Box) -> bool:
    return _DATE.search(box.text) is not None and len(box.text.split()) <= 6


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))
