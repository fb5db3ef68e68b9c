"""From a picture of any size to what the network looks at. Training, evaluation and serving all come through here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from projects.image_classifier.model.bundle import InputSpec, Pixels

BORDER_TOLERANCE = 13
"""What is within 5% of the colour of the border belongs to the background (Xiao et al., 2017)."""
SHARPEN = ImageFilter.UnsharpMask(radius=1, percent=50, threshold=0)
RESIZE_TO_CROP = 256 / 224
"""Shorter side before the centre crop, over the side of the crop: what ImageNet networks are evaluated with."""


def prepare(image: Image.Image, spec: InputSpec) -> Pixels:
    """Return pixels, uint8 [channels, size, size], of a picture in mode L, RGB or RGBA. Alpha is laid on white.

    ``catalogue`` follows Fashion-MNIST's own recipe (Xiao, Rasul and Vollgraf, 2017): trim the background, fit the
    longest side, sharpen, centre, negate what lies on a light background. A grey picture of the right size has been
    through it, and passes untouched. ``photo`` scales the shorter side and crops the centre.
    """
    opaque = on_white(image)
    prepared = _catalogue(opaque, spec.size) if spec.pipeline == "catalogue" else _photo(opaque, spec.size)
    pixels = np.asarray(prepared.convert("L" if spec.channels == 1 else "RGB"))
    return np.ascontiguousarray(pixels[None] if spec.channels == 1 else pixels.transpose(2, 0, 1))


def enough_pixels(spec: InputSpec) -> int:
    """Return the shorter side, in pixels, beyond which a larger picture shows the network nothing more."""
    return 16 * spec.size if spec.pipeline == "catalogue" else 2 * round(spec.size * RESIZE_TO_CROP)


def contrast(pixels: Pixels) -> NDArray[np.float64]:
    """Return the standard deviation of the pixels of each picture: [..., channels, height, width] to [...]."""
    return np.asarray(pixels.std(axis=(-3, -2, -1), dtype=np.float64))


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture in mode L or RGB; where it is transparent, it is white."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _catalogue(image: Image.Image, size: int) -> Image.Image:
    grey = image.convert("L")
    if image.size == (size, size) and _is_grey(image):
        return grey
    product = grey.crop(_product(image, _border_colour(image)))
    [background] = _border_colour(grey)
    light = background > 127
    above = [max(0, background - value if light else value - background) for value in range(256)]
    return _centred(_fitted(product.point(above), size).filter(SHARPEN), size)


def _is_grey(image: Image.Image) -> bool:
    red, *others = image.split()
    return all(ImageChops.difference(red, other).getbbox() is None for other in others)


def _border_colour(image: Image.Image) -> tuple[int, ...]:
    pixels = np.asarray(image).reshape(image.height, image.width, -1)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return tuple(int(value) for value in np.median(border, axis=0))


def _product(image: Image.Image, background: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box outside of which everything has the colour of the background; all of a picture without any other."""
    bands = ImageChops.difference(image, Image.new(image.mode, image.size, background)).split()
    strongest = bands[0]
    for band in bands[1:]:
        strongest = ImageChops.lighter(strongest, band)
    box = strongest.point([255 * (value > BORDER_TOLERANCE) for value in range(256)]).getbbox()
    return box or (0, 0, *image.size)


def _fitted(image: Image.Image, size: int) -> Image.Image:
    scale = size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _centred(image: Image.Image, size: int) -> Image.Image:
    canvas = Image.new("L", (size, size))
    canvas.paste(image, ((size - image.width) // 2, (size - image.height) // 2))
    return canvas


def _photo(image: Image.Image, size: int) -> Image.Image:
    shorter = round(size * RESIZE_TO_CROP)
    scale = shorter / min(image.size)
    width, height = (max(shorter, round(side * scale)) for side in image.size)
    # Only what the crop keeps is computed: an extreme aspect ratio would otherwise take memory without end.
    left, top = (width - size) / 2 / scale, (height - size) / 2 / scale
    box = (left, top, left + size / scale, top + size / scale)
    return image.resize((size, size), Image.Resampling.BICUBIC, box=box)
