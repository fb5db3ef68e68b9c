"""Vectors depend on a text alone: not on its neighbours, on threads, or on what is beyond the limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from shared.encoder.onnx_encoder import MODEL_FILE, TOKENIZER_FILE, EncoderError, OnnxEncoder
from tests.shared.encoder import tiny

MODEL, TOKENIZER = tiny.pretrained().graph(), tiny.tokenizer()
MAX_TOKENS = 12


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(MODEL, TOKENIZER, max_tokens=MAX_TOKENS)


def texts(n: int) -> list[str]:
    """Texts of all lengths, the long ones first and last."""
    rng = np.random.default_rng(0)
    return [" ".join(rng.choice(tiny.WORDS, 1 + abs(n // 2 - number) % 15)) for number in range(n)]


def test_a_text_has_the_same_vector_in_any_company(encoder: OnnxEncoder) -> None:
    many = texts(300)
    alone = np.concatenate([encoder.encode([text]) for text in many])
    np.testing.assert_allclose(encoder.encode(many), alone, atol=1e-5)


def test_no_texts_have_no_vectors(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_an_empty_text_has_a_unit_vector(encoder: OnnxEncoder) -> None:
    assert np.linalg.norm(encoder.encode([""])) == pytest.approx(1, abs=1e-5)


def test_what_is_beyond_the_limit_changes_nothing(encoder: OnnxEncoder) -> None:
    words = ["alpha"] * (MAX_TOKENS - 2)
    full, longer, shorter = (" ".join(own) for own in (words, [*words, "beta", "gamma"], words[:-1]))
    vectors = encoder.encode([full, longer, shorter])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
    assert np.abs(vectors[0] - vectors[2]).max() > 1e-4


def test_a_word_is_the_same_in_any_company_but_not_in_any_sentence(encoder: OnnxEncoder) -> None:
    one, other = ["alpha", "beta"], ["alpha", "gamma", "delta"]
    together = encoder.encode_words([one, other])
    np.testing.assert_allclose(together[0], encoder.encode_words([one])[0], atol=1e-5)
    assert [states.shape for states in together] == [(2, encoder.dimension), (3, encoder.dimension)]
    assert np.abs(together[0][0] - together[1][0]).max() > 1e-3


def test_a_word_of_two_tokens_is_their_mean(encoder: OnnxEncoder) -> None:
    apart, joined = encoder.encode_words([["alpha", "+", "beta"], ["alpha+beta"]])
    np.testing.assert_allclose(joined[0], apart.mean(axis=0), atol=1e-5)


def test_words_that_the_network_does_not_see_are_zeros(encoder: OnnxEncoder) -> None:
    assert encoder.encode_words([]) == []
    nothing, empty, long = encoder.encode_words([[], ["", "alpha", " "], ["beta"] * 600])
    assert nothing.shape == (0, encoder.dimension)
    assert empty.any(axis=1).tolist() == [False, True, False]
    assert long.any(axis=1).sum() == MAX_TOKENS - 2


def test_tokens_are_counted_without_marks_and_without_limit(encoder: OnnxEncoder) -> None:
    assert encoder.count_tokens("") == 0
    assert encoder.count_tokens("alpha beta") == 2
    assert encoder.count_tokens("alpha " * 100) == 100


def test_threads_share_one_encoder(encoder: OnnxEncoder) -> None:
    many = [texts(40)[start : start + 8] for start in range(0, 40, 4)]
    expected = [encoder.encode(own) for own in many]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(encoder.encode, many * 5))
    for vectors, right in zip(found, expected * 5, strict=True):
        np.testing.assert_allclose(vectors, right, atol=1e-6)


def test_the_name_tells_model_tokenizer_and_limit(encoder: OnnxEncoder) -> None:
    assert OnnxEncoder(MODEL, TOKENIZER, max_tokens=MAX_TOKENS, threads=2).sha256 == encoder.sha256
    others = [
        OnnxEncoder(tiny.pretrained(seed=1).graph(), TOKENIZER, max_tokens=MAX_TOKENS),
        OnnxEncoder(MODEL, TOKENIZER + b" ", max_tokens=MAX_TOKENS),
        OnnxEncoder(MODEL, TOKENIZER, max_tokens=MAX_TOKENS + 1),
    ]
    assert len({encoder.sha256, *(other.sha256 for other in others)}) == 4


def test_an_encoder_is_read_from_its_folder(encoder: OnnxEncoder, tmp_path: Path) -> None:
    (tmp_path / MODEL_FILE).write_bytes(MODEL)
    (tmp_path / TOKENIZER_FILE).write_bytes(TOKENIZER)
    assert OnnxEncoder.load(tmp_path, max_tokens=MAX_TOKENS).sha256 == encoder.sha256


@pytest.mark.parametrize(("model", "tokenizer"), [(b"", TOKENIZER), (MODEL[:5000], TOKENIZER), (MODEL, b"{}")])
def test_damaged_bytes_are_refused(model: bytes, tokenizer: bytes) -> None:
    with pytest.raises(EncoderError, match="not a readable"):
        OnnxEncoder(model, tokenizer)
