"""A folder that is not what was registered is refused, with the reason."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from shared.tracking.manifest import MANIFEST, ManifestMismatch, sha256_of, verify_manifest, write_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nested").mkdir()
    (tmp_path / "weights.bin").write_bytes(b"weights")
    (tmp_path / "nested" / "items.json").write_bytes(b"{}")
    return tmp_path


def alter(folder: Path) -> None:
    (folder / "weights.bin").write_bytes(b"other")


def remove(folder: Path) -> None:
    (folder / "nested" / "items.json").unlink()


def add(folder: Path) -> None:
    (folder / "nested" / "extra.py").write_bytes(b"")


def drop_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def rewrite_manifest(folder: Path) -> None:
    alter(folder)
    write_manifest(folder)


def hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_an_untouched_folder_passes(folder: Path) -> None:
    verify_manifest(folder, write_manifest(folder))


def test_writing_the_manifest_twice_gives_the_same_hash(folder: Path) -> None:
    assert write_manifest(folder) == write_manifest(folder) == sha256_of(folder / MANIFEST)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (alter, rf"weights\.bin: SHA-256 is {hash_of(b'other')}, expected {hash_of(b'weights')}"),
        (remove, r"missing or unlisted: \['nested/items\.json'\]"),
        (add, r"missing or unlisted: \['nested/extra\.py'\]"),
        (drop_manifest, r"has no manifest\.json"),
        (rewrite_manifest, r"manifest\.json: SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}"),
    ],
)
def test_a_changed_folder_is_refused(folder: Path, change: Callable[[Path], None], message: str) -> None:
    expected = write_manifest(folder)
    change(folder)
    with pytest.raises(ManifestMismatch, match=message):
        verify_manifest(folder, expected)
