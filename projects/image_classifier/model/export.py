"""From torch to ONNX: the graph that is served, in full precision and in 8 bits."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import onnx
import torch

from projects.image_classifier.model.bundle import Pixels
from projects.image_classifier.model.network import Deployed

OPSET = 20
CALIBRATION_BATCH = 100


def to_onnx(deployed: Deployed, *, channels: int, size: int) -> bytes:
    """Return the ONNX graph: ``pixels`` uint8 [n, channels, size, size] to ``logits`` and ``maps``, any n."""
    deployed.eval()
    example = torch.zeros(2, channels, size, size, dtype=torch.uint8)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder, _silence():
        warnings.simplefilter("ignore")  # about the exporter's own internals
        path = Path(folder) / "model.onnx"
        torch.onnx.export(
            deployed,
            (example,),
            path,
            input_names=["pixels"],
            output_names=["logits", "maps"],
            dynamic_shapes={"pixels": {0: torch.export.Dim("n")}},
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        return path.read_bytes()


def quantize(model: bytes, calibration: Pixels) -> bytes:
    """Return the graph with 8-bit weights, one scale a channel, and 8-bit activations.

    ``calibration``: uint8 pixels [n, channels, size, size] that show which ranges occur.
    """
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(CalibrationDataReader):  # type: ignore[misc]  # ONNX Runtime has no types
        def __init__(self) -> None:
            starts = range(0, len(calibration), CALIBRATION_BATCH)
            self.batches: Iterator[Pixels] = (calibration[start : start + CALIBRATION_BATCH] for start in starts)

        def get_next(self) -> dict[str, Pixels] | None:
            batch = next(self.batches, None)
            return None if batch is None else {"pixels": batch}

    with tempfile.TemporaryDirectory() as folder, _silence():
        prepared, quantized = Path(folder) / "prepared.onnx", Path(folder) / "int8.onnx"
        quant_pre_process(onnx.load_from_string(model), prepared)
        quantize_static(
            prepared,
            quantized,
            Reader(),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
        return quantized.read_bytes()


@contextmanager
def _silence() -> Iterator[None]:
    """The exporter and the quantiser tell the log about every node that they touch."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
