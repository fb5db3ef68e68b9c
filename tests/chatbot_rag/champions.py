"""A small model that hears which words a text has, and its way into the registry, as a training would go it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from projects import chatbot_rag
from projects.chatbot_rag.model.bundle import Description, write_bundle
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.model.gate import Gate
from projects.chatbot_rag.settings import SERVICE, Settings
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, tracked_run

PYFUNC = Path(chatbot_rag.__file__).with_name("pyfunc.py")
DIMENSION = 64
OPSET, IR_VERSION = 21, 10
DATA_SHA256 = "d" * 64
UNKNOWN = "[UNK]"
GATE = Gate(weights={"sentence_cosine": 30.0}, bias=-15.0)
"""Answers when a sentence has about half of what is heard in the question."""
SHORT, WHISPER = 4, 0.1
"""Words of up to so many letters, and unknown ones, are heard only so much: they say little."""


def description(*, gate: Gate = GATE) -> Description:
    return Description(
        encoder="heard words",
        dimension=DIMENSION,
        fusion=Fusion(),
        gate=gate,
        trained_on="nothing",
        data_sha256=DATA_SHA256,
    )


def tokenizer(words: Sequence[str]) -> bytes:
    """Words, in lower case; those that are not known are one."""
    content: dict[str, Any] = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate(words)},
            "unk_token": UNKNOWN,
        },
    }
    return json.dumps(content).encode()


def network(words: Sequence[str], *, seed: int = 0) -> bytes:
    """The sum of one random direction a word, scaled to unit length."""
    loud = [len(word) > SHORT and word != UNKNOWN for word in words]
    directions = np.random.default_rng(seed).standard_normal((len(words), DIMENSION)).astype(np.float32)
    directions *= np.where(loud, 1, WHISPER).astype(np.float32)[:, None]
    constants = {"directions": directions, "last": np.array([-1]), "tokens": np.array([1])}
    nodes = [
        helper.make_node("Gather", ["directions", "input_ids"], ["word"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["column"]),
        helper.make_node("Mul", ["word", "column"], ["heard"]),
        helper.make_node("ReduceSum", ["heard", "tokens"], ["sum"], keepdims=0),
        helper.make_node("LpNormalization", ["sum"], ["vectors"], axis=-1, p=2),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["n", "tokens_in"])
        for name in ("input_ids", "attention_mask")
    ]
    graph = helper.make_graph(
        nodes,
        "heard words",
        inputs,
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", DIMENSION])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def write(folder: Path, texts: Iterable[str], *, seed: int = 0, gate: Gate = GATE) -> Path:
    """Write the bundle of an encoder that knows the words of these texts."""
    known = {word for text in texts for word in re.findall(r"\w+|[^\w\s]+", text.lower())}
    words = [UNKNOWN, *sorted(known)]
    write_bundle(folder, description(gate=gate), model=network(words, seed=seed), tokenizer=tokenizer(words))
    return folder


def register(settings: Settings, bundle: Path) -> RegisteredModel:
    """Register a bundle and promote it."""
    with (
        tracked_run(settings, SERVICE, params={}, data_sha256=DATA_SHA256, seed=0) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        copy = Path(folder) / BUNDLE
        copy.mkdir()
        for file in bundle.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
        manifest = write_manifest(copy)
        uri = run.log_model(copy, pyfunc=PYFUNC, inputs={"text": "string"}, requirements=["numpy"])
        registry = Registry(settings, SERVICE)
        registered = registry.register(
            uri,
            run_id=run.run_id,
            manifest_sha256=manifest,
            data_sha256=DATA_SHA256,
            metrics={"ndcg": 0.7},
        )
        registry.promote(registered.version)
    return registered
