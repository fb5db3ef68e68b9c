"""The lines of a resume, without what only decorates them."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"[^\r\n]+")
_BULLET = re.compile(r"(?:[•●○◦▪▫■□‣⁃∙·◆◇➢➤►✓✔❖\uf0b7\uf0a7>]|[-–—*+o](?=\s)|â€¢)\s*")
_FURNITURE = re.compile(
    r"[\W_]*"  # a rule, or nothing at all
    r"|page \d{1,3}(?: of \d{1,3})?"
    r"|(?:\d{1,2} (?:years?|yrs?|months?|mos?)\s?){1,2}",  # LinkedIn's sum of the positions below
    re.IGNORECASE,
)
_DECORATION = " \t\xa0\u200b*_#|~=\\[]"


class Line(NamedTuple):
    """A line that says something: ``text`` is what stands at ``start:end``, without bullet and decoration."""

    start: int
    end: int
    text: str
    is_bullet: bool


def lines_of(text: str, start: int, end: int) -> list[Line]:
    """Return the lines of ``text[start:end]``, without empty ones, rules and page numbers."""
    found = (_line(match) for match in _LINE.finditer(text, start, end))
    return [line for line in found if not _FURNITURE.fullmatch(line.text)]


def _line(match: re.Match[str]) -> Line:
    start, raw = match.start(), match[0]
    bare = raw.lstrip()
    start += len(raw) - len(bare)
    bullet = _BULLET.match(bare)
    if bullet is not None:
        bare = bare[bullet.end() :]
        start += bullet.end()
    text = bare.lstrip(_DECORATION)
    start += len(bare) - len(text)
    text = text.rstrip(_DECORATION + "\x0b\x0c\r")
    return Line(start, start + len(text), text, bullet is not None)
