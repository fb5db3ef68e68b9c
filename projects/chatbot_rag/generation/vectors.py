"""Vectors of texts that come up again and again: the sentences of the passages that are found most."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from shared.encoder.protocol import Encoder, Vectors


class TextVectors:
    """Encodes texts once, and keeps the last ``entries`` vectors. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, *, entries: int = 8_192) -> None:
        self._encoder = encoder
        self._entries = entries
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors [len(texts), dimension], encoding those that are new in one batch."""
        if not texts:
            return np.zeros((0, self._encoder.dimension), dtype=np.float32)
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            found.update(zip(missing, self._encoder.encode(list(missing.values())), strict=True))
        with self._lock:
            for key in keys:
                self._known[key] = found[key]
                self._known.move_to_end(key)
            while len(self._known) > self._entries:
                self._known.popitem(last=False)
        return np.stack([found[key] for key in keys])
