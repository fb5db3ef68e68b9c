"""What the service loads: one ONNX file and one description. Needs numpy and ONNX Runtime, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    import onnxruntime

FORMAT: Literal[1] = 1
MODEL_FILE = "model.onnx"
DESCRIPTION_FILE = "classifier.json"
WEIGHTS_FILE = "weights.safetensors"
"""The torch parameters: training goes on from them, serving does not need them."""
BATCH = 128
"""Pictures that the network sees at a time: more take more memory and no less time."""
Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


class BundleError(ValueError):
    """The files in the folder are not a model that this version can read."""


class WeightsError(ValueError):
    """A file of pretrained weights is not what was published."""


class InputSpec(BaseModel):
    """What the model looks at: ``size`` × ``size`` pixels, grey or RGB.

    ``catalogue`` makes any product photo look like Fashion-MNIST; ``photo`` scales and crops a natural photo.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int = Field(ge=8, le=1024)
    channels: Literal[1, 3]
    pipeline: Literal["catalogue", "photo"]


class Rejection(BaseModel):
    """Below any of these the model says that it does not know. All were fitted on validation pictures.

    ``contrast``: standard deviation of the pixels, 0 to 127; ``energy``: log-sum-exp of the logits (Liu et al.,
    NeurIPS 2020); ``confidence``: the calibrated probability of the best class.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    contrast: float
    energy: float
    confidence: float


class Description(BaseModel):
    """What must be known to use the model. ``temperature`` divides the logits before the softmax."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    network: str
    parameters: int
    precision: Literal["fp32", "int8"]
    classes: Annotated[tuple[str, ...], Field(min_length=2)]
    input: InputSpec
    temperature: float = Field(gt=0)
    rejection: Rejection
    dataset: str
    data_sha256: str


@dataclass(frozen=True)
class ImageModel:
    """A trained network, ready to answer. Safe to use from several threads."""

    description: Description
    session: onnxruntime.InferenceSession

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """Read the two files. Raises BundleError when one is absent, damaged or does not fit the other."""
        try:
            description = Description.model_validate_json((folder / DESCRIPTION_FILE).read_bytes())
            session = open_session((folder / MODEL_FILE).read_bytes(), threads=threads)
        except (OSError, ValueError) as error:
            raise BundleError(f"{folder}: not a readable model ({type(error).__name__}: {error})") from error
        model = cls(description, session)
        model._check_shapes(folder)
        return model

    def logits(self, pixels: Pixels) -> Floats:
        """Return logits [n, n_classes] of pixels, uint8 [n, channels, size, size]; any n above 0."""
        return logits(self.session, pixels)

    def maps(self, pixels: Pixels) -> tuple[Floats, Floats]:
        """Return the logits and, for each class, where its evidence lies: [n, n_classes, h, w], averaging to them."""
        logits, maps = self.session.run(["logits", "maps"], {"pixels": pixels})
        return np.asarray(logits), np.asarray(maps)

    def _check_shapes(self, folder: Path) -> None:
        spec = self.description.input
        wanted = [spec.channels, spec.size, spec.size]
        found = self.session.get_inputs()[0].shape[1:]
        classes = self.session.get_outputs()[0].shape[1]
        if found != wanted or classes != len(self.description.classes):
            raise BundleError(
                f"{folder}: the network takes {found} and knows {classes} classes; the description says {wanted} "
                f"and {len(self.description.classes)}"
            )


def logits(session: onnxruntime.InferenceSession, pixels: Pixels) -> Floats:
    """Return logits [n, n_classes] of pixels, uint8 [n, channels, size, size]; any n above 0."""
    starts = range(0, len(pixels), BATCH)
    return np.concatenate([session.run(["logits"], {"pixels": pixels[at : at + BATCH]})[0] for at in starts])


def write_bundle(folder: Path, description: Description, model: bytes, weights: bytes | None = None) -> None:
    """Write what ``ImageModel.load`` reads, and the weights when there are any."""
    folder.mkdir(parents=True, exist_ok=True)
    if weights is not None:
        (folder / WEIGHTS_FILE).write_bytes(weights)
    (folder / MODEL_FILE).write_bytes(model)
    (folder / DESCRIPTION_FILE).write_text(description.model_dump_json(indent=1) + "\n", encoding="utf-8")


def open_session(model: bytes, *, threads: int) -> onnxruntime.InferenceSession:
    """Open an ONNX model on the CPU. Raises BundleError when it is none."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no base of their own
        raise BundleError(f"not a readable ONNX model ({type(error).__name__})") from error
