"""Small folders of photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

MAX_PIXELS = 1_000_000


def photo(seed: int, size: tuple[int, int] = (64, 48)) -> Image.Image:
    """A picture of soft random blobs, the same for the same seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def save(path: Path, image: Image.Image) -> Path:
    """Write a picture; its suffix says in which format."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path)
    return path


def folder_of_photos(root: Path, classes: tuple[str, ...] = ("cat", "dog"), each: int = 6) -> Path:
    """Every class gets its own pictures."""
    for index, name in enumerate(classes):
        for number in range(each):
            save(root / name / f"{number}.png", photo(100 * index + number))
    return root
