"""Resumes as vectors: an encoder reads a few hundred tokens, so each resume is several passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shared.encoder.kept import embed
from shared.encoder.protocol import Encoder, Vectors

PASSAGE_CHARS = 1000
"""About what an encoder of 256 tokens reads."""
MAX_PASSAGES = 3
"""From the top of a resume, where summary, skills and the latest positions are: the rest costs most of the time."""


def passages(text: str) -> list[str]:
    """Return the lines of a resume in order, put together to at most PASSAGE_CHARS; the first MAX_PASSAGES."""
    packed = [""]
    for line in text.splitlines():
        if packed[-1] and len(packed[-1]) + len(line) >= PASSAGE_CHARS:
            packed.append("")
        packed[-1] = f"{packed[-1]}\n{line[:PASSAGE_CHARS]}".strip()
    return packed[:MAX_PASSAGES]


def passage_vectors(encoder: Encoder, texts: Sequence[str], *, folder: Path) -> list[Vectors]:
    """Return for each resume the unit vectors of its passages, [n_passages, dimension]; kept in ``folder``."""
    split = [passages(text) for text in texts]
    vectors = embed(encoder, [passage for own in split for passage in own], folder=folder)
    return np.split(vectors, np.cumsum([len(own) for own in split])[:-1])


def mean_vectors(parts: Sequence[Vectors]) -> Vectors:
    """Return the mean of each resume's passages, of unit length: [n_resumes, dimension]."""
    means = np.stack([part.mean(axis=0) for part in parts])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)
