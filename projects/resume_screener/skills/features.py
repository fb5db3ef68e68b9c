"""What a linear tagger sees of each word: spelling, neighbours and known labels, as hashed features.

Feature hashing: Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009. The attributes of
a word are hashed once and remembered; what joins words is arithmetic on whole arrays.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BITS = 18
N_FEATURES = 1 << BITS
WORD_ATTRIBUTES = ("lower", "shape", "prefix2", "prefix3", "prefix4", "suffix2", "suffix3", "suffix4")
ATTRIBUTES = (*WORD_ATTRIBUTES, "label")
NO_LABEL = "O"
_AT = {name: column for column, name in enumerate(ATTRIBUTES)}
UNIGRAMS = (
    *(("lower", offset) for offset in (-2, -1, 0, 1, 2)),
    *(("shape", offset) for offset in (-1, 0, 1)),
    *(("suffix3", offset) for offset in (-1, 0, 1)),
    *((name, 0) for name in ("prefix2", "prefix3", "prefix4", "suffix2", "suffix4")),
    *(("label", offset) for offset in (-2, -1, 0, 1, 2)),
)
BIGRAMS = (
    (("lower", -1), ("lower", 0)),
    (("lower", 0), ("lower", 1)),
    (("lower", -1), ("lower", 1)),
    (("shape", -1), ("shape", 0)),
    (("shape", 0), ("shape", 1)),
    (("label", -1), ("label", 0)),
    (("label", 0), ("label", 1)),
    (("label", 0), ("lower", 0)),
    (("label", 0), ("shape", 0)),
    (("label", 0), ("lower", -1)),
    (("label", 0), ("lower", 1)),
)
WIDEST = 2
Hashes = NDArray[np.uint64]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHAPES = ((re.compile(r"[^\W\d_a-z]+"), "X"), (re.compile(r"[a-z]+"), "x"), (re.compile(r"\d+"), "9"))


def features(words: Sequence[str], labels: Sequence[str]) -> NDArray[np.int64]:
    """Return the hashed features of each word: [n_words, n_templates], in [0, N_FEATURES).

    ``labels``: for each word which known label it is part of, "O" for none.
    """
    if not words:
        return np.zeros((0, len(UNIGRAMS) + len(BIGRAMS) + 1), dtype=np.int64)
    own = np.array(
        [(*_word(word), _hash("label", label)) for word, label in zip(words, labels, strict=True)], np.uint64
    )
    padded = np.zeros((len(words) + 2 * WIDEST, len(ATTRIBUTES)), np.uint64)
    padded[WIDEST:-WIDEST] = own
    columns = {
        (name, offset): padded[WIDEST + offset : WIDEST + offset + len(words), column]
        for name, column in _AT.items()
        for offset in range(-WIDEST, WIDEST + 1)
    }
    single = [_mixed(columns[key], template) for template, key in enumerate(UNIGRAMS)]
    double = [
        _mixed(columns[one] * np.uint64(31) ^ _mixed(columns[other], 0), 100 + template)
        for template, (one, other) in enumerate(BIGRAMS)
    ]
    context = _mixed(np.full(len(words), _hash("known", str(_known(labels))), np.uint64) ^ own[:, _AT["shape"]], 200)
    hashed = np.stack([*single, *double, context], axis=1)
    return (hashed >> np.uint64(64 - BITS)).astype(np.int64)


def _known(labels: Sequence[str]) -> int:
    """How rich the sentence is in labels, in steps."""
    share = sum(label != NO_LABEL for label in labels) / len(labels)
    return int(share * 5)


@lru_cache(maxsize=100_000)
def _word(word: str) -> tuple[int, ...]:
    lower = word.lower()
    shape = word
    for pattern, sign in _SHAPES:
        shape = pattern.sub(sign, shape)
    values = (lower, shape, lower[:2], lower[:3], lower[:4], lower[-2:], lower[-3:], lower[-4:])
    return tuple(_hash(name, value) for name, value in zip(WORD_ATTRIBUTES, values, strict=True))


def _hash(name: str, value: str) -> int:
    return zlib.crc32(f"{name}={value}".encode())


def _mixed(hashes: Hashes, template: int) -> Hashes:
    return ((hashes + np.uint64(template << 33)) ^ (hashes >> np.uint64(29))) * _MULTIPLIER
