"""The characters of a page, by PDFium: where they stand, how they are turned, and which of them nobody sees."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from projects.resume_screener.reading.pdf.geometry import Glyph

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

MIN_SIZE = 2.0
"""Points. Legal small print begins at 4; nobody reads letters of half a millimetre."""
MIN_WHITE = 250
"""Of 255, in each of red, green and blue: what white paper does not show."""
_INVISIBLE = (3, 7)
"""Text render modes of ISO 32000-1, table 106: neither filled nor stroked, and clipping only."""
_HYPHENS = (0x02, 0xFFFE)
"""PDFium's marks of a hyphen at the end of a line."""
_NO_TEXT = (0x00, 0x0A, 0x0D)
_MAX_SLANT = 10.0
"""Degrees off a quarter turn: what slants more is a stamp or a watermark."""


class Unseen(StrEnum):
    """Why text is left out; the words are for the recruiter."""

    INVISIBLE = "invisible text"
    WHITE = "white text on white paper"
    TINY = "text too small to read"
    OUTSIDE = "text outside of the page"
    SLANTED = "slanted text, such as a watermark"


@dataclass
class Content:
    """What stands on a page.

    ``frames``: the characters by how many quarter turns they are turned, each turned upright. ``unseen`` counts
    characters that are left out, ``unmapped`` those whose font does not say what they are. ``is_ocr``: the text is
    what a program made out on a picture.
    """

    frames: dict[int, list[Glyph]] = field(default_factory=dict)
    unseen: Counter[Unseen] = field(default_factory=Counter)
    unmapped: int = 0
    is_ocr: bool = False


@dataclass(frozen=True)
class _Style:
    """What the characters of one text object share."""

    size: float
    turns: int
    unseen: Unseen | None


def content(page: PdfPage) -> Content:
    """Return the characters that somebody who looks at the page sees.

    Where all text is drawn invisibly and there is a picture, it is what OCR found there, and counts as seen.
    """
    with closing(page.get_textpage()) as text:
        return _Reader(page, text).read()


class _Reader:
    """One pass over the characters. Each call of PDFium takes about a microsecond, so there are few for each."""

    def __init__(self, page: PdfPage, text: PdfTextPage) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._page = page
        self._text = text.raw
        self._count = text.count_chars()
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._styles: dict[int, _Style] = {}
        self._rectangle = pdfium.FS_RECTF()
        self._painted: list[tuple[float, float, float, float]] | None = None

    def read(self) -> Content:
        found = Content()
        hidden: dict[int, list[Glyph]] = {}
        for index, character in self._characters():
            style = self._style(index)
            glyph, unseen = self._glyph(index, character, style)
            if unseen is None:
                found.frames.setdefault(style.turns, []).append(glyph)
                found.unmapped += self._pdfium.FPDFText_HasUnicodeMapError(self._text, index) == 1
            elif not character.isspace():
                found.unseen[unseen] += 1
            if unseen is Unseen.INVISIBLE:
                hidden.setdefault(style.turns, []).append(glyph)
        if hidden and not found.frames and self._painted_boxes():
            return Content(hidden, is_ocr=True)
        return found

    def _characters(self) -> Iterator[tuple[int, str]]:
        """The characters of the file, without the spaces and line ends that PDFium thinks up."""
        unicode, is_generated = self._pdfium.FPDFText_GetUnicode, self._pdfium.FPDFText_IsGenerated
        high = 0
        for index in range(self._count):
            code = unicode(self._text, index)
            if code in _NO_TEXT or (code == 0x20 and is_generated(self._text, index) == 1):
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
            elif 0xDC00 <= code < 0xE000:
                yield index, chr(0x10000 + ((high - 0xD800) % 0x400 << 10) + code - 0xDC00)
            else:
                yield index, "-" if code in _HYPHENS else chr(code)

    def _style(self, index: int) -> _Style:
        text_object = self._pdfium.FPDFText_GetTextObject(self._text, index)
        address = ctypes.addressof(text_object.contents) if text_object else 0
        if address not in self._styles:
            self._styles[address] = self._measured(index, text_object)
        return self._styles[address]

    def _measured(self, index: int, text_object: object) -> _Style:
        pdfium, matrix = self._pdfium, self._pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text, index, matrix)
        size = abs(pdfium.FPDFText_GetFontSize(self._text, index)) * math.hypot(matrix.c, matrix.d)
        degrees = math.degrees(math.atan2(matrix.b, matrix.a))
        turns = round(degrees / 90)
        if text_object and pdfium.FPDFTextObj_GetTextRenderMode(text_object) in _INVISIBLE:
            return _Style(size, turns % 4, Unseen.INVISIBLE)
        if size < MIN_SIZE:
            return _Style(size, turns % 4, Unseen.TINY)
        if abs(degrees - 90 * turns) > _MAX_SLANT:
            return _Style(size, turns % 4, Unseen.SLANTED)
        return _Style(size, turns % 4, Unseen.WHITE if self._is_white(index) else None)

    def _glyph(self, index: int, character: str, style: _Style) -> tuple[Glyph, Unseen | None]:
        box = self._rectangle
        self._pdfium.FPDFText_GetLooseCharBox(self._text, index, box)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        unseen = style.unseen
        if left > self._right or right < self._left or bottom > self._top or top < self._bottom:
            unseen = unseen or Unseen.OUTSIDE
        elif unseen is Unseen.WHITE and self._is_on_paint((left + right) / 2, (bottom + top) / 2):
            unseen = None
        match style.turns:
            case 1:
                left, bottom, right, top = bottom, -right, top, -left
            case 2:
                left, bottom, right, top = -right, -top, -left, -bottom
            case 3:
                left, bottom, right, top = -top, left, -bottom, right
        return Glyph(character, left, bottom, right, top, style.size, index), unseen

    def _is_white(self, index: int) -> bool:
        channels = [ctypes.c_uint() for _ in range(4)]
        known = self._pdfium.FPDFText_GetFillColor(self._text, index, *channels)
        return bool(known) and all(channel.value >= MIN_WHITE for channel in channels[:3])

    def _is_on_paint(self, x: float, y: float) -> bool:
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._painted_boxes())

    def _painted_boxes(self) -> list[tuple[float, float, float, float]]:
        """Where pictures, shadings and filled shapes are, which white text may stand out from."""
        if self._painted is None:
            pdfium = self._pdfium
            kinds = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
            self._painted = [found.get_bounds() for found in self._page.get_objects(kinds, max_depth=3)]
        return self._painted
