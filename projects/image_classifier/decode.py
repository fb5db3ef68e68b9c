"""From the bytes of a file that nobody vouches for to a picture: JPEG, PNG or WebP, upright, 8 bits a channel."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
SEND_ANOTHER = "Send one JPEG, PNG or WebP picture."
MAX_SCANS = 200
"""Scans of a JPEG; cameras write at most about ten. Each costs a pass over all pixels and only a few bytes."""
JPEG, SCAN = b"\xff\xd8\xff", b"\xff\xda"


class UnreadableImage(ValueError):
    """The bytes are no picture that is accepted here; the message says what to send instead."""


def decode(data: bytes, *, max_pixels: int, at_least: int | None = None) -> Image.Image:
    """Return the picture as its photographer held the camera: mode L, RGB or RGBA.

    Animated PNG and WebP files are refused, since nobody knows which of their frames is meant; so is GIF.

    Args:
        data: the whole file. Its content decides on the format, not a name or a header.
        max_pixels: a picture that declares more is refused before memory is taken for it.
        at_least: pixels of the shorter side that are enough; lets a large JPEG be decoded at a fraction of its size.

    Raises:
        UnreadableImage: it is something else, damaged, animated or too large.
    """
    if not data:
        raise UnreadableImage(f"The file is empty. {SEND_ANOTHER}")
    if data.startswith(JPEG) and data.count(SCAN) > MAX_SCANS:
        raise UnreadableImage(f"The JPEG has more than {MAX_SCANS} scans. Save it again as an ordinary JPEG.")
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            _refuse_unwanted(image, max_pixels)
            if at_least is not None:
                image.draft(None, (at_least, at_least))
            image.load()
            return _eight_bits(ImageOps.exif_transpose(image))
    except UnreadableImage:
        raise
    except UnidentifiedImageError:
        raise UnreadableImage(f"This is not a picture of a kind that is read here. {SEND_ANOTHER}") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadableImage(_too_large(max_pixels)) from None
    except Exception as exc:
        raise UnreadableImage(f"The picture is damaged or cut short ({type(exc).__name__}). {SEND_ANOTHER}") from exc


def _refuse_unwanted(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        raise UnreadableImage(_too_large(max_pixels))
    # A JPEG of several pictures comes from a phone: the first one is the photo, the others its depth or its preview.
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise UnreadableImage("The picture is animated. Send one frame of it as a still picture.")


def _too_large(max_pixels: int) -> str:
    return f"The picture has more than {max_pixels / 1e6:g} megapixels, the limit. Send a smaller copy."


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) // 257).astype(np.uint8))
    if image.mode in ("L", "RGB", "RGBA") and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")
