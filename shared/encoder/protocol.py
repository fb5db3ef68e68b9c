"""What the index needs of an encoder, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into unit vectors. Safe to use from several threads."""

    @property
    def sha256(self) -> str:
        """Names the encoder: of equal names, equal vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors [len(texts), dimension]; what is too long for the encoder is cut off."""
        ...

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text has, without the encoder's own marks."""
        ...
