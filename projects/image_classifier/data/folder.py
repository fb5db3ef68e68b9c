"""Your own pictures: a folder that holds one subfolder a class, as torchvision's ImageFolder expects it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from projects.image_classifier.data.images import DatasetError, Labels, Photos
from projects.image_classifier.data.split import Positions
from projects.image_classifier.decode import UnreadableImage, decode

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
MIN_CLASSES = 2
MIN_PICTURES = 5
"""In each class: with fewer, there would be a fold without any."""
REPORTED = 5


def load(root: Path, *, max_pixels: int) -> Photos:
    """Read the folder; every file is decoded once, so that training never meets a damaged one.

    Classes are the subfolders in alphabetical order, pictures the files below them, at any depth, that end in one of
    SUFFIXES. Whatever begins with a dot is ignored.

    Raises:
        DatasetError: there is no such folder, it has too few classes or pictures, or pictures can't be decoded.
    """
    if not root.is_dir():
        raise DatasetError(f"{root}: no such folder")
    by_class = {folder.name: _pictures(folder) for folder in sorted(root.iterdir()) if _is_class(folder)}
    _check_enough(root, by_class)
    files = tuple(file for pictures in by_class.values() for file in pictures)
    labels = np.repeat(np.arange(len(by_class)), [len(pictures) for pictures in by_class.values()]).astype(np.int64)
    _check_readable(root, files, max_pixels)
    return photos(files, labels, tuple(by_class))


def photos(files: tuple[Path, ...], labels: Labels, classes: tuple[str, ...]) -> Photos:
    """Return labelled files with the hash of their content: labels, class names and bytes, but no paths."""
    digest = hashlib.sha256("\0".join(classes).encode())
    digest.update(labels.astype("<i8").tobytes())
    for file_hash in file_hashes(files):
        digest.update(bytes.fromhex(file_hash))
    return Photos(files, labels, classes, digest.hexdigest())


def subset(whole: Photos, positions: Positions) -> Photos:
    """Return the photos at some positions, in that order, with the hash of their own content."""
    return photos(tuple(whole.files[position] for position in positions), whole.labels[positions], whole.classes)


def file_hashes(files: Sequence[Path]) -> list[str]:
    """Return the SHA-256 of each file's content."""
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _is_class(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".")


def _pictures(folder: Path) -> list[Path]:
    found = (file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    return sorted(file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts))


def _check_enough(root: Path, by_class: dict[str, list[Path]]) -> None:
    if len(by_class) < MIN_CLASSES:
        raise DatasetError(f"{root}: one subfolder a class is needed, at least {MIN_CLASSES}; found {len(by_class)}")
    few = {name: len(pictures) for name, pictures in by_class.items() if len(pictures) < MIN_PICTURES}
    if few:
        counts = ", ".join(f"{name} ({count})" for name, count in few.items())
        raise DatasetError(
            f"{root}: every class needs at least {MIN_PICTURES} JPEG, PNG or WebP files; short: {counts}"
        )


def _check_readable(root: Path, files: Sequence[Path], max_pixels: int) -> None:
    from tqdm import tqdm

    unreadable: list[str] = []
    for file in tqdm(files, desc="checking pictures", unit="file", disable=None):
        try:
            decode(file.read_bytes(), max_pixels=max_pixels)
        except (UnreadableImage, OSError) as error:
            unreadable.append(f"{file.relative_to(root)}: {error}")
    if unreadable:
        more = [f"and {len(unreadable) - REPORTED} more"] if len(unreadable) > REPORTED else []
        listed = "\n  ".join([*unreadable[:REPORTED], *more])
        raise DatasetError(f"{root}: {len(unreadable)} pictures can't be used; replace or remove them:\n  {listed}")
