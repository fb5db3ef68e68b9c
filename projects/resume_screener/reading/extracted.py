"""What a format gives to be judged: a text and what is known of how it came about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Extracted:
    """The text of a file. ``unmapped``: how many characters the file's fonts give no meaning."""

    text: str
    media_type: str
    pages: int = 1
    unmapped: int = 0
    warnings: tuple[str, ...] = ()
