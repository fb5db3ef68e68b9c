"""What is pinned about a file."""

from __future__ import annotations

from dataclasses import dataclass

from shared.assets.sources import Source


@dataclass(frozen=True, kw_only=True)
class Asset:
    """One pinned file. `size` is in bytes, None where it was never published; `sources` are tried in order.

    `published_as` is what the publisher calls the file, where `filename` had to be more telling.
    """

    name: str
    version: str
    licence: str
    size: int | None
    sha256: str
    filename: str
    sources: tuple[Source, ...]
    published_as: str | None = None
    note: str = ""
