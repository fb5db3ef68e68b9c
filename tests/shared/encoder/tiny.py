"""A BERT of random weights that is small enough to build, train and export in every test."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from shared.encoder.pretrained import Pretrained

HIDDEN, INTERMEDIATE, HEADS, LAYERS, POSITIONS = 32, 64, 4, 2, 512
PAD, UNKNOWN, START, END = SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota"),
    *("kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma"),
)


def tokenizer(words: Iterable[str] = WORDS) -> bytes:
    """One token a word, between BERT's marks; like the published file, it pads and cuts off unless told not to."""
    vocabulary = {word: number for number, word in enumerate([*SPECIAL, *words])}
    content: dict[str, Any] = {
        "version": "1.0",
        "truncation": {"max_length": 8, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
        "padding": {
            "strategy": {"Fixed": 8},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": 0,
            "pad_type_id": 0,
            "pad_token": PAD,
        },
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_mark(START), {"Sequence": {"id": "A", "type_id": 0}}, _mark(END)],
            "pair": [_mark(START), {"Sequence": {"id": "A", "type_id": 0}}, _mark(END)],
            "special_tokens": {
                mark: {"id": mark, "ids": [vocabulary[mark]], "tokens": [mark]} for mark in (START, END)
            },
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": UNKNOWN},
    }
    return json.dumps(content).encode()


def pretrained(words: Iterable[str] = WORDS, *, seed: int = 0) -> Pretrained:
    """Return the encoder; of equal seeds, equal ones."""
    rng = np.random.default_rng(seed)
    known = tuple(words)
    shapes = {
        "embeddings.word_embeddings.weight": (len(SPECIAL) + len(known), HIDDEN),
        "embeddings.position_embeddings.weight": (POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings.weight": (2, HIDDEN),
        "embeddings.LayerNorm.weight": (HIDDEN,),
        "embeddings.LayerNorm.bias": (HIDDEN,),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        dense = {
            "attention.self.query": (HIDDEN, HIDDEN),
            "attention.self.key": (HIDDEN, HIDDEN),
            "attention.self.value": (HIDDEN, HIDDEN),
            "attention.output.dense": (HIDDEN, HIDDEN),
            "intermediate.dense": (INTERMEDIATE, HIDDEN),
            "output.dense": (HIDDEN, INTERMEDIATE),
        }
        for part, shape in dense.items():
            shapes |= {f"{name}.{part}.weight": shape, f"{name}.{part}.bias": shape[:1]}
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{name}.{part}.weight": (HIDDEN,), f"{name}.{part}.bias": (HIDDEN,)}
    tensors = {name: (0.2 * rng.standard_normal(shape)).astype(np.float32) for name, shape in shapes.items()}
    for name in tensors:
        if name.endswith("LayerNorm.weight"):
            tensors[name] += 1
    return Pretrained("tiny", tensors, tokenizer(known), heads=HEADS)


def _mark(name: str) -> dict[str, Any]:
    return {"SpecialToken": {"id": name, "type_id": 0}}
