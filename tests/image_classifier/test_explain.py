"""The heat map lies where the evidence is, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.explain import overlay
from tests.image_classifier.pictures import pixels_of

GREY = np.full((1, 28, 28), 100, np.uint8)


def evidence(row: int, column: int, value: float = 1.0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    field = np.full((7, 7), -0.5, np.float32)
    field[row, column] = value
    return field


def test_only_the_place_of_the_evidence_is_coloured() -> None:
    shown = pixels_of(overlay(GREY, evidence(1, 5))).astype(int)
    changed = np.abs(shown - 100).max(axis=2)
    brightest = np.unravel_index(changed.argmax(), changed.shape)

    assert shown.shape == (224, 224, 3)
    assert brightest == pytest.approx((1.5 * 32, 5.5 * 32), abs=8)
    assert (changed[112:] == 0).all()
    assert (changed[:, :112] == 0).all()


def test_evidence_against_the_class_is_not_shown() -> None:
    assert (pixels_of(overlay(GREY, evidence(0, 0, -3))) == 100).all()


def test_the_scale_of_the_evidence_does_not_matter() -> None:
    assert overlay(GREY, evidence(3, 3)) == overlay(GREY, 1000 * evidence(3, 3))


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert overlay(GREY, evidence(3, 3)) == overlay(GREY.copy(), evidence(3, 3))


@pytest.mark.parametrize(("size", "side"), [(8, 224), (28, 224), (100, 300), (224, 224), (300, 300)])
@pytest.mark.parametrize("channels", [1, 3])
def test_the_picture_is_enlarged_by_whole_pixels(size: int, side: int, channels: int) -> None:
    pixels = np.random.default_rng(5).integers(0, 256, (channels, size, size), np.uint8)
    shown = pixels_of(overlay(pixels, np.zeros((4, 4), np.float32)))
    block = side // size

    assert shown.shape == (side, side, 3)
    assert (shown[::block, ::block] == np.broadcast_to(pixels, (3, size, size)).transpose(1, 2, 0)).all()
