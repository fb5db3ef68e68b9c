"""Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 70,000 product photos of Zalando, 28×28, in ten classes."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from projects.image_classifier.data.images import Dataset, DatasetError, Images, Pixels
from projects.image_classifier.data.split import holdout

CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
SIDE = 28
VALIDATION = 5_000
VALIDATION_SEED = 0
"""No setting changes it: figures measured on validation stay comparable, and nothing ever trains on these pictures."""

Fetch = Callable[[str], Path]
"""Returns the verified local file of a pinned asset, or raises ``shared.assets.AssetUnavailable``."""


def load(fetch: Fetch) -> Dataset:
    """Return the official test set, and the official training set without 5,000 pictures for validation, 500 a class.

    Raises DatasetError when a file is not what the format promises.
    """
    official = _read_part("train", fetch)
    rest, held_out = holdout(official.labels, VALIDATION, seed=VALIDATION_SEED)
    return Dataset("fashion-mnist", official.take(rest), official.take(held_out), _read_part("t10k", fetch))


def _read_part(part: str, fetch: Fetch) -> Images:
    pictures, labels = fetch(f"fashion-mnist-{part}-images"), fetch(f"fashion-mnist-{part}-labels")
    return read_images(pictures, labels)


def read_images(pictures: Path, labels: Path) -> Images:
    """Read pictures and their labels from two files in the IDX format of LeCun, unpacked.

    Raises DatasetError when they are damaged, are not 28×28, do not belong together or name an eleventh class.
    """
    pixels, classes = read_idx(pictures, dimensions=3), read_idx(labels, dimensions=1)
    if pixels.shape[1:] != (SIDE, SIDE):
        raise DatasetError(f"{pictures.name}: pictures of {pixels.shape[1]}×{pixels.shape[2]}, not {SIDE}×{SIDE}")
    if len(pixels) != len(classes):
        raise DatasetError(f"{labels.name}: {len(classes)} labels for the {len(pixels)} pictures of {pictures.name}")
    if len(classes) == 0 or classes.max() >= len(CLASSES):
        raise DatasetError(f"{labels.name}: labels are 0 to {len(CLASSES) - 1}, and there is at least one")
    return Images(pixels, classes.astype(np.int64), CLASSES)


def read_idx(path: Path, *, dimensions: int) -> Pixels:
    """Read an array of bytes. Raises DatasetError when the file is damaged or of another type or dimension."""
    content = path.read_bytes()
    magic = bytes([0, 0, 8, dimensions])  # 8: unsigned bytes
    header = len(magic) + 4 * dimensions
    if len(content) < header or not content.startswith(magic):
        raise DatasetError(f"{path.name}: not an IDX file of bytes in {dimensions} dimension(s)")
    shape = tuple(int(size) for size in np.frombuffer(content[len(magic) : header], dtype=">u4"))
    if len(content) - header != math.prod(shape):
        raise DatasetError(f"{path.name}: {len(content) - header} bytes follow the header, which says {shape}")
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
