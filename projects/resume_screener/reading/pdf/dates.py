"""Periods that are too wide for their column, put together again on the line where they begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from projects.resume_screener.reading.pdf.geometry import Box

_PITCH = 1.7
"""Of the font's size: lines of one cell are no further apart."""
_ALIGNED = 0.2
_OPEN = re.compile(
    r"(?:[^\W\d]+\.? |\d{1,2}[./])?(?:19|20)\d\d ?(?:[-–—]|to|until)"
    r"(?: (?!present|now|current|today|ongoing)[^\W\d]+\.?)?",
    re.IGNORECASE,
)
"""A period without the year of its end: "May 2019 –", "2019 to November"."""
_END = re.compile(r"(?:[^\W\d]+\.? |\d{1,2}[./])?(?:19|20)\d\d|present|now|current|today|ongoing", re.IGNORECASE)


def whole_periods(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with the end of a period, where it stands alone below its beginning, beside it."""
    ends = [box for box in boxes if _END.fullmatch(box.text)]
    found: dict[int, Box] = {}
    for beginning in boxes:
        if _OPEN.fullmatch(beginning.text):
            found |= {id(beginning): end for end in ends if _is_next(beginning, end)}
    below = {id(end) for end in found.values()}
    return [
        replace(box, text=f"{box.text} {found[id(box)].text}") if id(box) in found else box
        for box in boxes
        if id(box) not in below
    ]


def _is_next(box: Box, other: Box) -> bool:
    return (
        abs(box.left - other.left) <= _ALIGNED * box.size
        and other.size == box.size
        and 0 < box.base - other.base <= _PITCH * box.size
    )
