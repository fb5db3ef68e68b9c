"""From a page's characters to its lines of text, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from projects.resume_screener.reading.pdf.columns import blocks
from projects.resume_screener.reading.pdf.dates import whole_periods
from projects.resume_screener.reading.pdf.geometry import Box, Glyph
from projects.resume_screener.reading.pdf.words import rows, stretches, words

_PARAGRAPH_PITCH = 1.4
"""Lines further apart than so many usual pitches of their block belong to two paragraphs."""

_SIDE_HEADING = re.compile(r"[A-Z]{4,}(?:[ &/]+[A-Z]{2,}){0,3}:?")


@dataclass(frozen=True)
class Line:
    """A line of a page. ``height`` is where it stands; ``begins``: white space or a new column parts it from the last.

    What a wide gap parts within a line, such as a title and the dates at the right edge, a tab parts in the text.
    """

    text: str
    height: float
    begins: bool


def lines(frames: dict[int, list[Glyph]]) -> list[Line]:
    """Return the lines of a page: first those that run as most of the text does, then those that are turned."""
    turned = sorted(frames.items(), key=lambda frame: (-len(frame[1]), frame[0]))
    parts = (whole_periods(stretches(words(glyphs))) for _, glyphs in turned)
    return [line for part in parts for block in blocks(part) for line in _lines(block)]


def _lines(block: Sequence[Box]) -> list[Line]:
    found = rows(block)
    pitches = [above[0].base - below[0].base for above, below in pairwise(found)]
    usual = sorted(pitches)[len(pitches) // 4] if pitches else 0.0
    begins = [True, *(pitch > _PARAGRAPH_PITCH * usual for pitch in pitches)]
    return [line for row, begin in zip(found, begins, strict=True) for line in _line(row, begins=begin)]


def _line(row: Sequence[Box], *, begins: bool) -> list[Line]:
    """The line of a row; a heading in capitals that stands beside the first line of its section has its own."""
    texts, height = [box.text for box in row], row[0].base
    if len(texts) > 1 and _SIDE_HEADING.fullmatch(texts[0]) and not texts[1].isupper():
        return [Line(texts[0], height, begins), Line("\t".join(texts[1:]), height, begins=False)]
    return [Line("\t".join(texts), height, begins)]
