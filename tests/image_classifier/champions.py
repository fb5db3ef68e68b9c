"""A model that knows the samples by heart, and its way into the registry, as a training would go it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper
from PIL import Image

from projects import image_classifier
from projects.image_classifier.classify import sample_files
from projects.image_classifier.model.bundle import Description, InputSpec, Rejection, write_bundle
from projects.image_classifier.settings import SERVICE, Settings
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, tracked_run

PYFUNC = Path(image_classifier.__file__).with_name("pyfunc.py")
LABELS = ("Ankle boot", "Bag", "Coat", "Dress", "Pullover", "Sandal", "Shirt", "Sneaker", "T-shirt/top", "Trouser")
"""In the order of the sample files."""
SIZE = 28
SHARPNESS = 0.2
OPSET, IR_VERSION = 18, 10
DATA_SHA256 = "d" * 64


def description(labels: tuple[str, ...] = LABELS) -> Description:
    return Description(
        network="samples by heart",
        parameters=len(labels) * SIZE * SIZE,
        precision="fp32",
        classes=labels,
        input=InputSpec(size=SIZE, channels=1, pipeline="catalogue"),
        temperature=1.0,
        rejection=Rejection(contrast=5, energy=0, confidence=0.6),
        dataset="samples",
        data_sha256=DATA_SHA256,
    )


def by_heart() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The samples, one a class, from 0 to 1: [10, 28, 28]."""
    pictures = [np.asarray(Image.open(file), np.float32) / 255 for file in sample_files().values()]
    return np.stack(pictures)


def network(samples: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    """Logits that rank the samples by their distance from a picture, and maps [n, 10, 7, 7] that average to them."""
    scale = SHARPNESS * SIZE * SIZE
    weight = samples[None] * scale / 255
    bias = -(samples**2).mean(axis=(1, 2)).reshape(1, -1, 1, 1) * scale / 2
    nodes = [
        helper.make_node("Cast", ["pixels"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["x", "weight"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["evidence"]),
        helper.make_node("AveragePool", ["evidence"], ["maps"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("ReduceMean", ["maps", "axes"], ["logits"], keepdims=0),
    ]
    constants = {"weight": weight.astype(np.float32), "bias": bias.astype(np.float32), "axes": np.array([2, 3])}
    n = len(samples)
    graph = helper.make_graph(
        nodes,
        "samples by heart",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", 1, SIZE, SIZE])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", n]),
            helper.make_tensor_value_info("maps", TensorProto.FLOAT, ["n", n, 7, 7]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def write(folder: Path, *, labels: tuple[str, ...] = LABELS, order: int = 1) -> Path:
    """Write the bundle; ``order=-1`` gives each sample the wrong name."""
    write_bundle(folder, description(labels), network(by_heart()[::order]))
    return folder


def register(settings: Settings, bundle: Path, *, manifest_sha256: str | None = None) -> RegisteredModel:
    """Register a bundle and promote it, under a false hash where one is given."""
    with (
        tracked_run(settings, SERVICE, params={}, data_sha256=DATA_SHA256, seed=0) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        copy = Path(folder) / BUNDLE
        copy.mkdir()
        for file in bundle.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
        manifest = write_manifest(copy)
        uri = run.log_model(copy, pyfunc=PYFUNC, inputs={"image": "binary"}, requirements=["numpy"])
        registry = Registry(settings, SERVICE)
        registered = registry.register(
            uri,
            run_id=run.run_id,
            manifest_sha256=manifest_sha256 or manifest,
            data_sha256=DATA_SHA256,
            metrics={"accuracy": 0.95},
        )
        registry.promote(registered.version)
    return registered
