"""Vectors of many texts are computed once, and never taken for others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.encoder.kept import embed
from tests.shared.encoder.hashed_words import HashedWords

TEXTS = ["the cat sat", "a dog barked", "rain fell all day"]


def test_vectors_of_a_corpus_are_computed_once(tmp_path: Path) -> None:
    encoder = HashedWords()
    vectors = embed(encoder, TEXTS, folder=tmp_path)
    np.testing.assert_array_equal(embed(encoder, TEXTS, folder=tmp_path), vectors)
    assert encoder.encoded == len(TEXTS)


@pytest.mark.parametrize("other", ["encoder", "texts"])
def test_vectors_of_another_encoder_or_corpus_are_not_taken(tmp_path: Path, other: str) -> None:
    embed(HashedWords(), TEXTS, folder=tmp_path)
    encoder = HashedWords(name="other" if other == "encoder" else "hashed words")
    embed(encoder, TEXTS if other == "encoder" else TEXTS[::-1], folder=tmp_path)
    assert encoder.encoded == len(TEXTS)


def test_half_written_vectors_are_not_taken(tmp_path: Path) -> None:
    encoder = HashedWords()
    embed(encoder, TEXTS, folder=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.rename(kept.with_name(f".{kept.name}"))
    embed(encoder, TEXTS, folder=tmp_path)
    assert encoder.encoded == 2 * len(TEXTS)
