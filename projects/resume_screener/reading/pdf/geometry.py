"""What stands where on a page. Points of 1/72 inch, y upwards, as PDF has it; turned text is turned upright first."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple


class Glyph(NamedTuple):
    """One character. The box is as wide as the character advances and as high as its font."""

    character: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    order: int


@dataclass(frozen=True, slots=True)
class Box:
    """Words that stand beside each other on one line. ``order`` counts in the order in which the page draws."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    order: int

    @property
    def width(self) -> float:
        """From the first letter to the last."""
        return self.right - self.left

    @property
    def base(self) -> float:
        """About where the letters stand: fonts of different heights on one line share it."""
        return self.bottom + _DESCENT * (self.top - self.bottom)


_DESCENT = 0.2


def joined(first: Box, second: Box, separator: str) -> Box:
    """Two boxes of one line as one; the first is read first."""
    return replace(
        first,
        text=f"{first.text}{separator}{second.text}",
        left=min(first.left, second.left),
        bottom=min(first.bottom, second.bottom),
        right=max(first.right, second.right),
        top=max(first.top, second.top),
        size=max(first.size, second.size),
    )


def is_rtl(text: str) -> bool:
    """Whether most of the letters run from right to left, as Hebrew and Arabic do."""
    directions = [direction(character) for character in text]
    return directions.count("R") > directions.count("L")


@cache
def direction(character: str) -> str:
    """``L`` and ``R`` for letters that run to the right and to the left, else the empty string."""
    kind = unicodedata.bidirectional(character)
    return "R" if kind in ("R", "AL") else "L" if kind == "L" else ""
