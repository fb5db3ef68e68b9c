"""A heat map of what speaks for one class, laid over the picture that the model saw."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from projects.image_classifier.model.bundle import Floats, Pixels

MIN_SIDE = 224
"""Small pictures are enlarged to at least this many pixels."""
OPACITY = 0.75
LEVELS = (0.0, 0.35, 0.7, 1.0)
COLOURS = ((40, 10, 90), (190, 30, 110), (250, 130, 30), (255, 240, 120))
"""From weak to strong evidence; lightness only rises, so that the map also reads in grey."""


def overlay(pixels: Pixels, evidence: Floats) -> bytes:
    """Return a PNG of a picture, uint8 [channels, size, size], under its positive evidence [height, width].

    The strongest evidence of the picture is always the brightest: two maps can't be compared by their colours.
    """
    channels, size, _ = pixels.shape
    side = size * -(-MIN_SIDE // size)
    picture = Image.fromarray(pixels[0] if channels == 1 else pixels.transpose(1, 2, 0)).convert("RGB")
    under = np.asarray(picture.resize((side, side), Image.Resampling.NEAREST), np.float64)
    heat = _heat(evidence, side)
    colours = np.stack([np.interp(heat, LEVELS, channel) for channel in zip(*COLOURS, strict=True)], axis=-1)
    opacity = OPACITY * heat[..., None]
    blended = Image.fromarray(np.rint(under * (1 - opacity) + colours * opacity).astype(np.uint8))
    file = BytesIO()
    blended.save(file, "PNG")
    return file.getvalue()


def _heat(evidence: Floats, side: int) -> NDArray[np.float64]:
    """Positive evidence from 0 to 1, [side, side]; all 0 where nothing speaks for the class."""
    positive = np.maximum(evidence, 0).astype(np.float32)
    enlarged = np.asarray(Image.fromarray(positive).resize((side, side), Image.Resampling.BICUBIC), np.float64)
    strongest = enlarged.max()
    return np.clip(enlarged / strongest, 0, 1) if strongest > 0 else np.zeros((side, side))
