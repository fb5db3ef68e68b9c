"""What reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1_048_576


@dataclass(frozen=True)
class Limits:
    """The most that a file may have, and that reading it may take.

    ``max_unzipped_bytes`` and ``max_unzip_ratio`` hold for what is really unpacked of a DOCX file, whatever its
    headers say. ``seconds`` and ``memory_bytes`` hold where a child process reads; the latter where the platform can.
    """

    max_bytes: int = 20 * MIB
    max_pages: int = 1_000
    max_chars: int = 5_000_000
    max_unzipped_bytes: int = 200 * MIB
    max_unzip_ratio: float = 200.0
    seconds: float = 60.0
    memory_bytes: int = 2_048 * MIB
