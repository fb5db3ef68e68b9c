"""A small engine that hears which words a text has, and its way into the registry, as a training would go it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from projects.resume_screener.model.bundle import Description, write_bundle
from projects.resume_screener.model.ranker import Ranker
from projects.resume_screener.samples import JOB, RESUMES
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.skills import Taxonomy
from projects.resume_screener.skills.taxonomy import Concept, Kind
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, tracked_run
from tests.resume_screener.people import JOB_AD, PILE
from tests.toy import PYFUNC

DIMENSION = 64
OPSET, IR_VERSION = 21, 10
DATA_SHA256 = "d" * 64
UNKNOWN = "[UNK]"
TECHNOLOGIES = ("Python", "SQL", "Apache Airflow", "Apache Kafka", "dbt", "PostgreSQL", "Microsoft Excel", "Java")
SKILLS = ("wound care", "patient care", "infection control", "accounting", "financial statements")


def write(folder: Path, *, seed: int = 0) -> Path:
    """Write the bundle of an engine that knows the words of the tests' texts and a dozen skills."""
    known = {word for text in (JOB, *RESUMES, JOB_AD, *PILE) for word in re.findall(r"\w+|[^\w\s]+", text.lower())}
    words = [UNKNOWN, *sorted(known)]
    description = Description(
        encoder="heard words",
        dimension=DIMENSION,
        ranker=Ranker(),
        trained_on="nothing",
        data_sha256=DATA_SHA256,
    )
    with tempfile.TemporaryDirectory() as skills:
        taxonomy().save(Path(skills))
        write_bundle(
            folder, description, model=network(words, seed=seed), tokenizer=tokenizer(words), skills=Path(skills)
        )
    return folder


def taxonomy() -> Taxonomy:
    """A dozen skills."""
    technologies = [Concept(skill_id(name), (name,), Kind.TECHNOLOGY) for name in TECHNOLOGIES]
    return Taxonomy((*technologies, *(Concept(f"esco:{name}", (name,), Kind.SKILL) for name in SKILLS)))


def skill_id(technology: str) -> str:
    return f"tech:{technology.lower().replace(' ', '-')}"


def tokenizer(words: Sequence[str]) -> bytes:
    """Words, in lower case; those that are not known are one."""
    content: dict[str, Any] = {
        "version": "1.0",
        **dict.fromkeys(("truncation", "padding", "post_processor", "decoder")),
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate(words)},
            "unk_token": UNKNOWN,
        },
    }
    return json.dumps(content).encode()


def network(words: Sequence[str], *, seed: int) -> bytes:
    """The sum of one random direction a word, scaled to unit length."""
    directions = np.random.default_rng(seed).standard_normal((len(words), DIMENSION)).astype(np.float32)
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
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", DIMENSION])]
    initializers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "heard words", inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    content: bytes = model.SerializeToString()
    return content


def register(settings: Settings, bundle: Path) -> RegisteredModel:
    """Register a bundle and promote it."""
    with (
        tracked_run(settings, SERVICE, params={}, data_sha256=DATA_SHA256, seed=0) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        copy = Path(shutil.copytree(bundle, Path(folder) / BUNDLE))
        manifest = write_manifest(copy)
        uri = run.log_model(copy, pyfunc=PYFUNC, inputs={"text": "string"}, requirements=["numpy"])
        registry = Registry(settings, SERVICE)
        registered = registry.register(
            uri,
            run_id=run.run_id,
            manifest_sha256=manifest,
            data_sha256=DATA_SHA256,
            metrics={"auroc": 0.9},
        )
        registry.promote(registered.version)
    return registered
