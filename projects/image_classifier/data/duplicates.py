"""Pictures that are there twice: they must not lie on both sides of a split, nor teach two classes at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.folder import file_hashes, photos
from projects.image_classifier.data.images import Dataset, Images, Photos, Pixels
from projects.image_classifier.decode import decode

Hashes = NDArray[np.uint64]
ROWS = 16
"""Of the difference hash, which has ROWS × ROWS bits."""
NEAR_BITS = 20
"""Photos that differ in no more bits of the 256 count as near duplicates: mostly one object, photographed twice."""
NEAR_LEVELS = 4.0
"""Mean difference of the pixels, 0 to 255, up to which two pictures of a catalogue count as near duplicates."""
BLOCK = 64
"""Rows of the table of differences that are in memory at a time."""


def difference_hashes(files: Iterable[Path], *, max_pixels: int) -> Hashes:
    """Return the difference hash (dHash) of each picture, [n, 4]: whether brightness rises from each cell to the next.

    Raises UnreadableImage for a file that is no picture.
    """
    cells = [_cells(file, max_pixels) for file in files]
    return _rising(np.array(cells, np.int16).reshape(-1, ROWS, ROWS + 1))


def groups(labelled: Photos, *, max_pixels: int) -> NDArray[np.intp]:
    """Return a number for each photo, [n]; exact and near duplicates share theirs, and so do chains of them."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    hashes = difference_hashes(labelled.files, max_pixels=max_pixels)
    first, second = _near_pairs(hashes)
    links = coo_matrix((np.ones(len(first)), (first, second)), shape=(len(labelled), len(labelled)))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.intp)


def conflicts(labelled: Photos) -> tuple[tuple[Path, ...], ...]:
    """Return each set of byte-identical files that stand under more than one class."""
    same: dict[str, list[int]] = defaultdict(list)
    for position, file_hash in enumerate(file_hashes(labelled.files)):
        same[file_hash].append(position)
    contradictory = (found for found in same.values() if len(set(labelled.labels[found])) > 1)
    return tuple(tuple(labelled.files[position] for position in found) for found in contradictory)


def without_conflicts(labelled: Photos) -> Photos:
    """Leave out every file of ``conflicts``: nobody knows which of its labels is right."""
    refused = {file for same in conflicts(labelled) for file in same}
    kept = [position for position, file in enumerate(labelled.files) if file not in refused]
    files = tuple(labelled.files[position] for position in kept)
    return photos(files, labelled.labels[kept], labelled.classes)


@dataclass(frozen=True)
class Overlap:
    """How many pictures of ``part`` have a twin in ``other``: byte for byte, or nearly, as it is or mirrored.

    ``conflicting`` is the number of those whose nearest twin has another label.
    """

    part: str
    other: str
    exact: int
    near: int
    conflicting: int


def overlaps(dataset: Dataset) -> tuple[Overlap, ...]:
    """Count what the parts of a data set share."""
    pairs = (("validation", "train"), ("test", "train"), ("test", "validation"))
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return tuple(_overlap(part, parts[part], other, parts[other]) for part, other in pairs)


def nearest_twins(images: Images, others: Images) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the distance, in grey levels, and the position of each picture's nearest twin among ``others``, [n] each.

    Only pictures of the same difference hash are compared, as they are and mirrored; without one the distance is
    infinite and the position -1.
    """
    distances, positions = np.full(len(images), np.inf), np.full(len(images), -1)
    ours = _keys(images.pixels)
    for theirs in (others.pixels, others.pixels[:, :, ::-1]):
        by_key: dict[bytes, list[int]] = defaultdict(list)
        for position, key in enumerate(_keys(theirs)):
            by_key[key].append(position)
        for position, key in enumerate(ours):
            if key in by_key:
                candidates = by_key[key]
                apart = np.abs(theirs[candidates].astype(np.int16) - images.pixels[position]).mean(axis=(1, 2))
                if apart.min() < distances[position]:
                    distances[position], positions[position] = apart.min(), candidates[int(apart.argmin())]
    return distances, positions


def _overlap(part: str, images: Images, other: str, others: Images) -> Overlap:
    distances, positions = nearest_twins(images, others)
    near = distances <= NEAR_LEVELS
    conflicting = near & (others.labels[positions] != images.labels)
    exact = int((distances == 0).sum())
    return Overlap(part, other, exact, int(near.sum()) - exact, int(conflicting.sum()))


def _cells(file: Path, max_pixels: int) -> NDArray[np.uint8]:
    from PIL.Image import Resampling

    picture = decode(file.read_bytes(), max_pixels=max_pixels, at_least=8 * ROWS)
    return np.asarray(picture.convert("L").resize((ROWS + 1, ROWS), Resampling.LANCZOS))


def _keys(pixels: Pixels) -> list[bytes]:
    height, width = (
        _averaging(side, cells) for side, cells in zip(pixels.shape[1:], (ROWS // 2, ROWS // 2 + 1), strict=True)
    )
    return [row.tobytes() for row in _rising(height @ pixels.astype(np.float32) @ width.T)]


def _averaging(side: int, cells: int) -> NDArray[np.float32]:
    """The matrix [cells, side] that averages ``side`` pixels to ``cells`` cells."""
    edges, pixels = np.linspace(0, side, cells + 1)[:, None], np.arange(side)
    shared: NDArray[np.float64] = np.clip(np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels), 0, None)
    return (shared * cells / side).astype(np.float32)


def _rising(cells: NDArray[np.int16] | NDArray[np.float32]) -> Hashes:
    bits = (cells[:, :, 1:] > cells[:, :, :-1]).reshape(len(cells), -1)
    return np.packbits(bits, axis=1).view(np.uint64)


def _near_pairs(hashes: Hashes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of the pairs that differ in at most NEAR_BITS bits, a block of rows at a time."""
    first: list[NDArray[np.intp]] = []
    second: list[NDArray[np.intp]] = []
    for start in range(0, len(hashes), BLOCK):
        apart = np.bitwise_count(hashes[start : start + BLOCK, None] ^ hashes[None]).sum(axis=2)
        rows, columns = np.nonzero(apart <= NEAR_BITS)
        first.append(rows + start)
        second.append(columns)
    return np.concatenate(first), np.concatenate(second)
