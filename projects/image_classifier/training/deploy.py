"""From a trained network to what is served: the graph, its precision, its temperature, and when it rejects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from projects.image_classifier.data.images import Labels, Pixels
from projects.image_classifier.model.bundle import Description, Floats, InputSpec, logits, open_session, write_bundle
from projects.image_classifier.model.export import quantize, to_onnx
from projects.image_classifier.model.network import Deployed
from projects.image_classifier.model.preprocess import contrast
from projects.image_classifier.model.thresholds import fit_description

Precision = Literal["fp32", "int8"]
MAX_INT8_LOSS = 0.002
"""Validation accuracy that 8 bits may cost."""


@dataclass(frozen=True)
class Material:
    """Prepared pictures, uint8 [n, channels, size, size], and what is known of their data set.

    ``calibration``: pictures that trained the network, and show which ranges occur in it; ``held_out`` and ``labels``:
    pictures that did not, and decide about precision, temperature and rejection.
    """

    name: str
    sha256: str
    classes: tuple[str, ...]
    spec: InputSpec
    calibration: Pixels
    held_out: Pixels
    labels: Labels


@dataclass(frozen=True)
class Deployable:
    """A model to be served, its parameters, and the accuracy of each precision on the held-out pictures.

    ``logits`` [n, n_classes] are what it says of these pictures.
    """

    graph: bytes
    weights: bytes
    description: Description
    accuracy: dict[Precision, float]
    logits: Floats

    def save(self, folder: Path) -> None:
        """Write what ``ImageModel.load`` reads."""
        write_bundle(folder, self.description, self.graph, self.weights)


def deploy(network: Deployed, name: str, material: Material) -> Deployable:
    """Export a network, in 8 bits unless that costs more than MAX_INT8_LOSS, and fit what its description says."""
    spec = material.spec
    exact = to_onnx(network, channels=spec.channels, size=spec.size)
    graphs: dict[Precision, bytes] = {"fp32": exact, "int8": quantize(exact, material.calibration)}
    scores = {
        precision: logits(open_session(graph, threads=1), material.held_out) for precision, graph in graphs.items()
    }
    accuracy = {precision: float((rows.argmax(axis=1) == material.labels).mean()) for precision, rows in scores.items()}
    precision: Precision = "int8" if accuracy["int8"] >= accuracy["fp32"] - MAX_INT8_LOSS else "fp32"
    temperature, rejection = fit_description(scores[precision], material.labels, contrast(material.held_out))
    description = Description(
        network=name,
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        precision=precision,
        classes=material.classes,
        input=spec,
        temperature=temperature,
        rejection=rejection,
        dataset=material.name,
        data_sha256=material.sha256,
    )
    return Deployable(graphs[precision], _weights(network), description, accuracy, scores[precision])


def _weights(network: Deployed) -> bytes:
    from safetensors.torch import save

    return save({name: tensor.contiguous() for name, tensor in network.state_dict().items()})
