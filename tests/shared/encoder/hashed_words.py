"""An encoder for tests: texts that share words have similar vectors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from shared.encoder.protocol import Vectors


class HashedWords:
    """Counts words, each in a direction of its own that only its letters decide. Counts what it was asked as well."""

    def __init__(self, dimension: int = 64, *, name: str = "hashed words") -> None:
        self.dimension = dimension
        self.sha256 = hashlib.sha256(f"{name} {dimension}".encode()).hexdigest()
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += len(texts)
        vectors = np.stack([self._sum(text) for text in texts]) if texts else np.zeros((0, self.dimension))
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def count_tokens(self, text: str) -> int:
        return len(_words(text))

    def _sum(self, text: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        directions = [self._direction(word) for word in _words(text) or ["nothing"]]
        return np.asarray(np.sum(directions, axis=0))

    def _direction(self, word: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self.dimension)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
