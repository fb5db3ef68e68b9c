"""A SHA-256 manifest beside the files of a model, so that no altered or half-copied file is ever loaded."""

import hashlib
import json
from pathlib import Path

MANIFEST = "manifest.json"


class ManifestMismatch(ValueError):
    """A model folder is not what was registered."""


def sha256_of(path: Path) -> str:
    """Return the hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path) -> str:
    """List every file below ``folder`` with its hash; return the hash of the list itself."""
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in _files(folder)}
    (folder / MANIFEST).write_text(json.dumps(hashes, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return sha256_of(folder / MANIFEST)


def verify_manifest(folder: Path, expected: str) -> None:
    """Check the manifest against ``expected`` and every file against the manifest.

    Raises:
        ManifestMismatch: naming the file, the hash it should have and the one it has.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ManifestMismatch(f"{folder} has no {MANIFEST}; it is not a registered model")
    _compare(path, expected)
    hashes: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    present = {file.relative_to(folder).as_posix() for file in _files(folder)}
    if present != hashes.keys():
        raise ManifestMismatch(f"{folder}: files missing or unlisted: {sorted(present ^ hashes.keys())}")
    for name, listed in hashes.items():
        _compare(folder / name, listed)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)


def _compare(path: Path, expected: str) -> None:
    actual = sha256_of(path)
    if actual != expected:
        raise ManifestMismatch(f"{path}: SHA-256 is {actual}, expected {expected}")
