"""The typed data set that everything after loading works on: pictures in memory, or files that are read when needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Labels = NDArray[np.int64]


class DatasetError(ValueError):
    """The files of a data set are not what their format promises; the message says which and where."""


@dataclass(frozen=True)
class Images:
    """Labelled grey pictures of one size, in memory.

    ``pixels`` is uint8 [n, height, width], ``labels`` indices into ``classes`` [n].
    """

    pixels: Pixels
    labels: Labels
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, selection: NDArray[np.bool_] | NDArray[np.intp]) -> Images:
        """Return the selected pictures (a boolean mask or positions), in that order."""
        return Images(self.pixels[selection], self.labels[selection], self.classes)

    @cached_property
    def sha256(self) -> str:
        """Hash of the content: pictures, labels and class names."""
        digest = hashlib.sha256("\0".join(self.classes).encode())
        digest.update(np.ascontiguousarray(self.pixels).tobytes())
        digest.update(self.labels.astype("<i8").tobytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Dataset:
    """Pictures for training, for every choice, and for the one measurement at the end."""

    name: str
    train: Images
    validation: Images
    test: Images

    @cached_property
    def sha256(self) -> str:
        """Hash of the content of the three parts."""
        parts = (self.train, self.validation, self.test)
        return hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()


@dataclass(frozen=True)
class Photos:
    """Labelled picture files of any size: ``labels[i]`` is the class of ``files[i]``."""

    files: tuple[Path, ...]
    labels: Labels
    classes: tuple[str, ...]
    sha256: str

    def __len__(self) -> int:
        return len(self.files)
