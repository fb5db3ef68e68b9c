"""SHA-256 of files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from shared.assets.errors import AssetHashMismatch


def sha256(file: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def require_sha256(file: Path, expected: str, *, name: str, source: str) -> None:
    """Raise AssetHashMismatch, which calls the file `name`, unless it has the expected SHA-256."""
    actual = sha256(file)
    if actual != expected:
        raise AssetHashMismatch(name, expected=expected, actual=actual, source=source)
