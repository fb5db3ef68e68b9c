"""What can go wrong when a pinned file is fetched, and whose fault it is.

AssetError
├── UnknownAsset           the caller's: the table has no file of that name
├── AssetFolderError       this machine's: the folder can't be written, or its disk is full
├── SourceError            one source's: it can't be reached or doesn't have the file; the next one is tried
│   └── AssetHashMismatch  it gave something else than the pinned file
└── AssetUnavailable       no source gave the file; lists what each of them said
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class AssetError(Exception):
    """Base of everything that this package raises."""


class UnknownAsset(AssetError, LookupError):
    """The table has no file of that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown asset {name!r}: choose one of {', '.join(known)}")


class AssetFolderError(AssetError):
    """The folder of the assets can't be used."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"can't write to {folder}: {error.strerror or error}. Free some space, fix the permissions, "
            "or choose another folder with SHARED__DATA_DIR."
        )


class SourceError(AssetError):
    """One source didn't give the file."""


class AssetHashMismatch(SourceError):
    """A source gave a file whose SHA-256 is not the pinned one."""

    def __init__(self, file: str, *, expected: str, actual: str, source: str) -> None:
        super().__init__(f"{file} from {source} has SHA-256 {actual}, expected {expected}")
        self.file = file
        self.expected = expected
        self.actual = actual
        self.source = source


class AssetUnavailable(AssetError):
    """No source gave the file."""

    def __init__(self, name: str, target: Path, failures: Sequence[tuple[str, SourceError]]) -> None:
        reasons = "\n".join(f"  - {source}: {error}" for source, error in failures)
        failed = f"{name} can't be fetched:\n{reasons}\nGo online and try again, set" if failures else f"{name}: set"
        super().__init__(
            f"{failed} SHARED__ASSET_MIRROR to a folder that holds {target.name}, or place the file at {target}."
        )
        self.failures = tuple(failures)
