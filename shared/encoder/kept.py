"""Vectors of many texts, encoded once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from shared.encoder.protocol import Encoder, Vectors

BATCH = 256


def embed(encoder: Encoder, texts: Sequence[str], *, folder: Path) -> Vectors:
    """Return the vectors [n, dimension] of the texts; kept in ``folder``, since a corpus takes minutes."""
    from tqdm import tqdm

    name = hashlib.sha256("\0".join([encoder.sha256, *texts]).encode()).hexdigest()[:32]
    path = folder / f"{name}.npy"
    if path.is_file():
        return np.asarray(np.load(path, allow_pickle=False))
    starts = tqdm(range(0, len(texts), BATCH), desc="encoding", unit=f"×{BATCH} texts", disable=None)
    vectors = np.concatenate([encoder.encode(texts[start : start + BATCH]) for start in starts])
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.npy"
    np.save(unfinished, vectors, allow_pickle=False)
    unfinished.replace(path)
    return vectors
