"""The sentence encoder as it is served: one ONNX graph and its tokenizer, on the CPU."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from shared.encoder.protocol import Vectors

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
VECTORS = "vectors"
MAX_TOKENS = 256
"""What all-MiniLM-L6-v2 is published for; its own marks count."""
BATCH_TOKENS = 512
"""Tokens that go through the graph at a time: what is computed of them then stays in the processor's cache."""


class EncoderError(ValueError):
    """The bytes are not those of an encoder."""


class OnnxEncoder:
    """Turns text into unit vectors. Safe to use from several threads.

    Args:
        model: an ONNX graph as ``model.graph.build`` makes it.
        tokenizer: the JSON of ``tokenizers``.
        max_tokens: longer texts are cut off; the tokenizer's own marks count.
        threads: of one call.

    Raises EncoderError when either cannot be read.
    """

    def __init__(self, model: bytes, tokenizer: bytes, *, max_tokens: int = MAX_TOKENS, threads: int = 1) -> None:
        self._session = _open_session(model, threads)
        self._tokenizer = open_tokenizer(tokenizer)
        self._truncating = open_tokenizer(tokenizer)
        self._truncating.enable_truncation(max_tokens)
        self.max_tokens = max_tokens
        self.dimension = int(self._session.get_outputs()[0].shape[1])
        self._outputs = [output.name for output in self._session.get_outputs()]
        self.sha256 = _name(model, tokenizer, max_tokens)

    @classmethod
    def load(cls, folder: Path, *, max_tokens: int = MAX_TOKENS, threads: int = 1) -> Self:
        """Read ``model.onnx`` and ``tokenizer.json``. Raises OSError and EncoderError."""
        model, tokenizer = ((folder / name).read_bytes() for name in (MODEL_FILE, TOKENIZER_FILE))
        return cls(model, tokenizer, max_tokens=max_tokens, threads=threads)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors [len(texts), dimension]; what is beyond ``max_tokens`` is cut off."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        tokens = [encoding.ids for encoding in self._truncating.encode_batch_fast(list(texts))]
        for batch in _batches([len(ids) for ids in tokens]):
            vectors[batch] = self._run([tokens[position] for position in batch], VECTORS)
        return vectors

    def encode_words(self, sentences: Sequence[Sequence[str]]) -> list[Vectors]:
        """Return the words of each sentence as they are meant in it: [n_words, dimension], of any length.

        A word is the mean of its tokens in the middle of the network. Zeros stand for a word without a token, such as
        an empty one, and for those beyond ``max_tokens``. Raises EncoderError for a graph that does not give them.
        """
        if len(self._outputs) < 2:
            raise EncoderError("this model gives vectors of texts alone: train again to have those of words")
        found = [np.zeros((len(sentence), self.dimension), np.float32) for sentence in sentences]
        encodings = self._truncating.encode_batch([list(sentence) for sentence in sentences], is_pretokenized=True)
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            states = self._run([encodings[position].ids for position in batch], self._outputs[1])
            for position, own in zip(batch, states, strict=True):
                _average(own, encodings[position].word_ids, out=found[position])
        return found

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text has, without the encoder's own marks."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _run(self, tokens: list[list[int]], output: str) -> Vectors:
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int32)
        mask = np.zeros_like(ids)
        for row, own in enumerate(tokens):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        (values,) = self._session.run([output], {"input_ids": ids, "attention_mask": mask})
        return np.asarray(values)


def open_tokenizer(content: bytes) -> Tokenizer:
    """Return a tokenizer that neither pads nor cuts off. Raises EncoderError."""
    from tokenizers import Tokenizer

    try:
        tokenizer: Tokenizer = Tokenizer.from_buffer(content)
    except Exception as error:  # tokenizers raises bare Exceptions
        raise EncoderError(f"not a readable tokenizer ({error})") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Yield the positions of texts of similar length, as many as have BATCH_TOKENS together when padded."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[position] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def _average(states: Vectors, words: Sequence[int | None], *, out: Vectors) -> None:
    """Set ``out`` [n_words, dimension] to the means of the states [tokens, dimension] by the word of each token."""
    tokens = [token for token, word in enumerate(words) if word is not None]
    own = np.array([words[token] for token in tokens], np.intp)
    np.add.at(out, own, states[tokens])
    out /= np.maximum(np.bincount(own, minlength=len(out)), 1)[:, None]


def _open_session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A thread that waits for work must not keep a core from the others of the service.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no base of their own
        raise EncoderError(f"not a readable ONNX model ({type(error).__name__})") from error


def _name(model: bytes, tokenizer: bytes, max_tokens: int) -> str:
    """Hash everything that a vector depends on."""
    parts = (hashlib.sha256(model).hexdigest(), hashlib.sha256(tokenizer).hexdigest(), str(max_tokens))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
