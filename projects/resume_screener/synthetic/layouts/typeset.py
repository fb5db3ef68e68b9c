"""Setting words into columns of a page: rows in, lines with places out. Lengths are in points, y grows upwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

WIDTH, HEIGHT = 595.0, 842.0
"""A4."""
MARGIN = 48.0


def as_it_is(text: str) -> str:
    """Draw what is said."""
    return text


@dataclass(frozen=True)
class Style:
    """How words look. ``drawn`` turns what is said into the characters that are drawn (ligatures, spread letters)."""

    font: str = "Helvetica"
    size: float = 10.0
    before: float = 0.0
    align: Literal["left", "centre", "right"] = "left"
    colour: str = "#111111"
    tracking: float = 0.0
    breaks_words: bool = False
    drawn: Callable[[str], str] = as_it_is

    @property
    def leading(self) -> float:
        """The distance from line to line."""
        return 1.3 * self.size


@dataclass(frozen=True)
class Cell:
    """Words in a row, from ``left`` of the column on; ``width`` 0 is up to its right edge. ``mark`` is a bullet."""

    text: str
    style: Style
    left: float = 0.0
    width: float = 0.0
    mark: str = ""


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A column of the page: where it starts on the first page and on the later ones, and its place in reading order.

    Columns with the same ``rank`` may be read in either order.
    """

    left: float
    width: float
    rank: int
    top: float = HEIGHT - MARGIN
    later_top: float = HEIGHT - MARGIN
    bottom: float = MARGIN


@dataclass(frozen=True)
class Line:
    """Drawn characters and where; ``y`` is the base line."""

    page: int
    x: float
    y: float
    drawn: str
    style: Style


@dataclass(frozen=True)
class Region:
    """What one column says on one page, in order; regions of a page with the same rank may be read in either order."""

    column: int
    page: int
    rank: int
    blocks: tuple[str, ...]


@dataclass
class Flow:
    """Rows set into one column. ``page`` and ``y`` are where the next row would begin."""

    column: Column
    page: int = 0
    y: float = 0.0
    lines: list[Line] = field(default_factory=list)
    said: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.y = self.column.top

    def set(self, rows: Iterable[Row]) -> Flow:
        """Set rows one below the other; a row that doesn't fit goes to the next page as a whole."""
        for row in rows:
            self._set(row)
        return self

    def regions(self, number: int = 0) -> list[Region]:
        """Return what was set, page by page; ``number`` is that of the column."""
        return [Region(number, page, self.column.rank, tuple(blocks)) for page, blocks in self.said.items()]

    def _set(self, row: Row) -> None:
        wrapped = [wrap(cell.style.drawn(cell.text), cell.style, self._width(cell)) for cell in row]
        height = max(len(lines) * cell.style.leading for cell, lines in zip(row, wrapped, strict=True))
        before = max(cell.style.before for cell in row)
        if self.y - before - height < self.column.bottom:
            self.page, self.y, before = self.page + 1, self.column.later_top, 0.0
        for cell, lines in zip(row, wrapped, strict=True):
            self._place(cell, lines, self.y - before)
            self.said.setdefault(self.page, []).append(cell.text)
        self.y -= before + height

    def _width(self, cell: Cell) -> float:
        return cell.width or self.column.width - cell.left

    def _place(self, cell: Cell, lines: Sequence[str], top: float) -> None:
        left = self.column.left + cell.left
        for number, text in enumerate(lines, start=1):
            slack = self._width(cell) - width_of(text, cell.style)
            shift = {"left": 0.0, "centre": slack / 2, "right": slack}[cell.style.align]
            self.lines.append(Line(self.page, left + shift, top - number * cell.style.leading, text, cell.style))
        if cell.mark:
            plain = replace(cell.style, font="Helvetica")
            self.lines.append(Line(self.page, left - 10, top - cell.style.leading, cell.mark, plain))


def width_of(text: str, style: Style) -> float:
    """Return the width of a line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, style.font, style.size)) + style.tracking * len(text)


def wrap(text: str, style: Style, width: float) -> list[str]:
    """Break words into lines; a long word is hyphenated where the style allows it."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if not line or width_of(longer, style) <= width:
            line = longer
            continue
        head, tail = _halves(word) if style.breaks_words else ("", word)
        if head and width_of(f"{line} {head}", style) <= width:
            line, word = f"{line} {head}", tail
        lines.append(line)
        line = word
    return [*lines, line]


def _halves(word: str) -> tuple[str, str]:
    """Break a long word between a vowel and a consonant near its middle: good enough for English."""
    if len(word) < 9 or not word.isalpha():
        return "", word
    for position in range(len(word) // 2, len(word) - 3):
        if word[position - 1] in "aeiou" and word[position] not in "aeiou":
            return f"{word[:position]}-", word[position:]
    return "", word
