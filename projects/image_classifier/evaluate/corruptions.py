"""Pictures made worse, five severities each: what a test set of clean pictures does not ask.

CORRUPTIONS are the fifteen kinds of Fashion-MNIST-C (Weiss and Tonella, "Simple techniques work surprisingly well for
neural network test prioritization and active learning", ISSTA 2022), which takes most of them from MNIST-C (Mu and
Gilmer, 2019). The code and the severities are our own, so accuracies can't be compared with those on the published
files; flips, turns and the inverse have one severity. They are for the test part. VALIDATION_CORRUPTIONS are six other
kinds, on which choices may be made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.images import Pixels

Reals: TypeAlias = NDArray[np.float32]
Rng: TypeAlias = np.random.Generator
SEVERITIES = 5
DIRECTIONS = 8


@dataclass(frozen=True)
class Corruption:
    """How pictures in [0, 1], float32 [n, height, width], are made worse.

    ``levels``: the number that ``apply`` gets at each severity, mildest first; one where severity has no meaning.
    """

    apply: Callable[[Reals, float, Rng], Reals]
    levels: tuple[float, ...] = (1.0,)


def corrupt(pixels: Pixels, corruption: Corruption, severity: int, seed: int) -> Pixels:
    """Return the pictures corrupted, uint8 [n, height, width] in and out. The same seed makes the same pictures.

    Raises ValueError for a severity that is not in 1 to 5.
    """
    if not 1 <= severity <= SEVERITIES:
        raise ValueError(f"severity must be in 1 to {SEVERITIES}, got {severity}")
    level = corruption.levels[min(severity, len(corruption.levels)) - 1]
    clean = np.divide(pixels, 255, dtype=np.float32)
    worse = corruption.apply(clean, level, np.random.default_rng((seed, severity)))
    return np.rint(np.clip(worse, 0, 1) * 255).astype(np.uint8)


def shot_noise(x: Reals, photons: float, rng: Rng) -> Reals:
    """Light counted in so few photons that chance shows."""
    return (rng.poisson(x * photons) / photons).astype(np.float32)


def impulse_noise(x: Reals, share: float, rng: Rng) -> Reals:
    """This share of the pixels turns black or white."""
    hit, white = rng.random(x.shape) < share, rng.random(x.shape) < 0.5
    return np.where(hit, white, x).astype(np.float32)


def glass_blur(x: Reals, distance: float, rng: Rng) -> Reals:
    """Each pixel shows a neighbour at most this many pixels away; blurred before and after."""
    from scipy.ndimage import gaussian_filter

    def blur(y: Reals) -> Reals:
        return np.asarray(gaussian_filter(y, (0, 0.7, 0.7)))

    n, height, width = x.shape
    picture, row, column = np.ogrid[:n, :height, :width]
    moved = np.rint(rng.uniform(-distance, distance, (2, *x.shape))).astype(int)
    rows, columns = np.clip(row + moved[0], 0, height - 1), np.clip(column + moved[1], 0, width - 1)
    return blur(blur(x)[picture, rows, columns])


def motion_blur(x: Reals, length: float, rng: Rng) -> Reals:
    """Smeared over this many pixels, in one of eight directions."""
    from scipy.ndimage import shift

    direction = rng.integers(DIRECTIONS, size=len(x))
    steps = np.linspace(-(length - 1) / 2, (length - 1) / 2, int(length))
    smeared = np.empty_like(x)
    for number in range(DIRECTIONS):
        angle, members = np.pi * number / DIRECTIONS, direction == number
        moved = [shift(x[members], (0, step * np.sin(angle), step * np.cos(angle)), order=1) for step in steps]
        smeared[members] = np.mean(moved, axis=0)
    return smeared


def shear(x: Reals, slope: float, rng: Rng) -> Reals:
    """Rows slide sideways, to the left or to the right."""
    return _either(x, rng, *(np.array([[1, 0], [sign * slope, 1]]) for sign in (-1, 1)))


def scale(x: Reals, factor: float, _rng: Rng) -> Reals:
    """Shrunk about the centre."""
    return _warp(x, np.eye(2) / factor)


def rotate(x: Reals, radians: float, rng: Rng) -> Reals:
    """Turned by an angle, to the left or to the right."""
    cos, sin = np.cos(radians), np.sin(radians)
    return _either(x, rng, np.array([[cos, sin], [-sin, cos]]), np.array([[cos, -sin], [sin, cos]]))


def brightness(x: Reals, more: float, _rng: Rng) -> Reals:
    """So much light is added everywhere."""
    return x + np.float32(more)


def contrast(x: Reals, factor: float, _rng: Rng) -> Reals:
    """Pulled towards the picture's mean."""
    mean = x.mean(axis=(1, 2), keepdims=True)
    return np.asarray((x - mean) * np.float32(factor) + mean)


def saturate(x: Reals, gain: float, _rng: Rng) -> Reals:
    """Overexposed until light tones clip. (A grey picture has no colour that could be saturated.)"""
    return x * np.float32(gain)


def gaussian_noise(x: Reals, deviation: float, rng: Rng) -> Reals:
    """The noise of a warm sensor."""
    return x + np.float32(deviation) * rng.standard_normal(x.shape, np.float32)


def speckle(x: Reals, deviation: float, rng: Rng) -> Reals:
    """Noise in proportion to the light."""
    return x + x * np.float32(deviation) * rng.standard_normal(x.shape, np.float32)


def gaussian_blur(x: Reals, deviation: float, _rng: Rng) -> Reals:
    """Out of focus, by so many pixels."""
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(x, (0, deviation, deviation)))


def translate(x: Reals, distance: float, rng: Rng) -> Reals:
    """Moved by so many pixels along both axes, into one of the four corners."""
    step, corner = int(distance), rng.integers(2, size=(2, len(x)))
    padded = np.pad(x, ((0, 0), (step, step), (step, step)))
    picture, row, column = np.ogrid[: len(x), : x.shape[1], : x.shape[2]]
    start = 2 * step * corner[:, :, None, None]
    return np.asarray(padded[picture, row + start[0], column + start[1]])


def pixelate(x: Reals, blocks: float, _rng: Rng) -> Reals:
    """Blocks of one tone, so many along each side."""
    block = np.arange(x.shape[1]) * int(blocks) // x.shape[1]
    starts, extent = np.unique(block, return_index=True)[1], np.bincount(block)
    sums = np.add.reduceat(np.add.reduceat(x, starts, axis=1), starts, axis=2)
    means = np.asarray(sums / np.outer(extent, extent), np.float32)
    rows: Reals = means[:, block]
    return np.asarray(rows[:, :, block])


def occlusion(x: Reals, side: float, rng: Rng) -> Reals:
    """A black square of so many pixels hides a part."""
    n, height, width = x.shape
    top, left = (rng.integers(0, extent - int(side) + 1, size=(n, 1, 1)) for extent in (height, width))
    _, row, column = np.ogrid[:n, :height, :width]
    hidden = (row >= top) & (row < top + side) & (column >= left) & (column < left + side)
    return np.where(hidden, np.float32(0), x)


CORRUPTIONS: dict[str, Corruption] = {
    "shot noise": Corruption(shot_noise, (60, 25, 12, 5, 3)),
    "impulse noise": Corruption(impulse_noise, (0.03, 0.06, 0.09, 0.17, 0.27)),
    "glass blur": Corruption(glass_blur, (1, 1.5, 2, 3, 4)),
    "motion blur": Corruption(motion_blur, (3, 5, 7, 9, 11)),
    "shear": Corruption(shear, (0.2, 0.3, 0.4, 0.5, 0.6)),
    "scale": Corruption(scale, (0.9, 0.8, 0.7, 0.6, 0.5)),
    "rotate": Corruption(rotate, (0.2, 0.3, 0.4, 0.5, 0.6)),
    "brightness": Corruption(brightness, (0.1, 0.2, 0.3, 0.4, 0.5)),
    "contrast": Corruption(contrast, (0.4, 0.3, 0.2, 0.1, 0.05)),
    "saturate": Corruption(saturate, (1.5, 2, 3, 5, 10)),
    "inverse": Corruption(lambda x, *_: 1 - x),
    "flip left-right": Corruption(lambda x, *_: x[:, :, ::-1]),
    "flip upside down": Corruption(lambda x, *_: x[:, ::-1]),
    "turn left": Corruption(lambda x, *_: np.rot90(x, 1, axes=(1, 2))),
    "turn right": Corruption(lambda x, *_: np.rot90(x, -1, axes=(1, 2))),
}
VALIDATION_CORRUPTIONS: dict[str, Corruption] = {
    "gaussian noise": Corruption(gaussian_noise, (0.08, 0.12, 0.18, 0.26, 0.38)),
    "speckle": Corruption(speckle, (0.15, 0.2, 0.35, 0.45, 0.6)),
    "gaussian blur": Corruption(gaussian_blur, (0.5, 0.75, 1, 1.5, 2)),
    "translate": Corruption(translate, (1, 2, 3, 4, 5)),
    "pixelate": Corruption(pixelate, (17, 14, 11, 8, 7)),
    "occlusion": Corruption(occlusion, (6, 8, 10, 12, 14)),
}

REHEARSED = frozenset(
    {
        *("shear", "scale", "rotate", "brightness", "contrast", "inverse", "flip left-right"),
        *("gaussian noise", "gaussian blur", "translate", "occlusion"),
    }
)
"""Kinds that the augmentation of training also draws, if more mildly: the others are the harder promise."""


def _either(x: Reals, rng: Rng, one: NDArray[np.float64], other: NDArray[np.float64]) -> Reals:
    first = rng.random(len(x)) < 0.5
    return np.where(first[:, None, None], _warp(x, one), _warp(x, other))


def _warp(x: Reals, matrix: NDArray[np.float64]) -> Reals:
    """Each pixel shows what lies at ``matrix`` times its position, both counted from the centre; outside is black."""
    from scipy.ndimage import affine_transform

    centre = (np.array(x.shape[1:]) - 1) / 2
    of_stack = np.eye(3)
    of_stack[1:, 1:] = matrix
    return np.asarray(affine_transform(x, of_stack, offset=(0, *(centre - matrix @ centre)), order=1))
