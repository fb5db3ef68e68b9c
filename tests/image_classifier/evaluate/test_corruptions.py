"""Corruptions: what goes in comes out in form, the same seed gives the same pictures, and more severe is worse."""

from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.data.images import Pixels
from projects.image_classifier.evaluate.corruptions import (
    CORRUPTIONS,
    REHEARSED,
    SEVERITIES,
    VALIDATION_CORRUPTIONS,
    corrupt,
)
from tests.image_classifier.evaluate import small_catalogue

ALL = {**CORRUPTIONS, **VALIDATION_CORRUPTIONS}
GRADED = [name for name, corruption in ALL.items() if len(corruption.levels) > 1]


@pytest.fixture(scope="module")
def clean() -> Pixels:
    return small_catalogue.images(10, seed=5).pixels


def distance(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def test_the_kinds_are_those_of_fashion_mnist_c_and_none_of_them_serves_validation() -> None:
    assert len(CORRUPTIONS) == 15
    assert not set(CORRUPTIONS) & set(VALIDATION_CORRUPTIONS)
    assert set(ALL) >= REHEARSED
    assert {len(corruption.levels) for corruption in ALL.values()} == {1, SEVERITIES}


@pytest.mark.parametrize("name", ALL)
def test_pictures_keep_their_form_and_change(name: str, clean: Pixels) -> None:
    before = clean.copy()
    worse = corrupt(clean, ALL[name], 3, seed=1)

    assert (worse.shape, worse.dtype) == (clean.shape, clean.dtype)
    assert (worse != clean).any(axis=(1, 2)).all()
    np.testing.assert_array_equal(clean, before)


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_makes_the_same_pictures(name: str, clean: Pixels) -> None:
    once, again = (corrupt(clean, ALL[name], 4, seed=7) for _ in range(2))

    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("name", ["shot noise", "impulse noise", "glass blur", "motion blur", "occlusion"])
def test_another_seed_makes_other_pictures(name: str, clean: Pixels) -> None:
    assert (corrupt(clean, ALL[name], 4, seed=7) != corrupt(clean, ALL[name], 4, seed=8)).any()


@pytest.mark.parametrize("name", GRADED)
def test_each_severity_is_farther_from_the_clean_picture(name: str, clean: Pixels) -> None:
    distances = [distance(clean, corrupt(clean, ALL[name], severity, seed=3)) for severity in range(1, 6)]

    assert distances == sorted(distances)
    assert len(set(distances)) == SEVERITIES


def test_flips_and_the_inverse_undo_themselves_and_turns_undo_each_other(clean: Pixels) -> None:
    for there, back in [
        ("inverse", "inverse"),
        ("flip left-right", "flip left-right"),
        ("flip upside down", "flip upside down"),
        ("turn left", "turn right"),
    ]:
        once = corrupt(clean, CORRUPTIONS[there], 1, seed=0)
        np.testing.assert_array_equal(corrupt(once, CORRUPTIONS[back], 1, seed=0), clean)


def test_turning_left_is_against_the_clock() -> None:
    corner = np.zeros((1, 28, 28), np.uint8)
    corner[0, 0, -1] = 255  # top right

    assert corrupt(corner, CORRUPTIONS["turn left"], 1, seed=0)[0, 0, 0] == 255


def test_shapes_are_turned_both_ways_and_by_the_angle_that_is_said() -> None:
    bar = np.zeros((40, 28, 28), np.uint8)
    bar[:, 13:15, 4:24] = 255
    turned = corrupt(bar, CORRUPTIONS["rotate"], 5, seed=0)  # 0.6 radians: the end of the bar rises 6 pixels
    height_of_right_end = [int(picture[:, 21].argmax()) for picture in turned]

    assert set(height_of_right_end) <= {*range(7, 11), *range(16, 20)}
    assert min(height_of_right_end) < 13 < max(height_of_right_end)


def test_half_the_scale_leaves_a_quarter_of_the_light() -> None:
    white = np.full((1, 28, 28), 255, np.uint8)

    assert corrupt(white, CORRUPTIONS["scale"], 5, seed=0).mean() == pytest.approx(255 / 4, rel=0.1)


def test_a_translated_picture_lies_as_many_pixels_off_along_both_axes() -> None:
    dot = np.zeros((50, 28, 28), np.uint8)
    dot[:, 14, 14] = 255
    moved = corrupt(dot, VALIDATION_CORRUPTIONS["translate"], 4, seed=0)
    places = {(int(row), int(column)) for _, row, column in np.argwhere(moved)}

    assert places == {(10, 10), (10, 18), (18, 10), (18, 18)}


def test_pixelated_pictures_are_made_of_so_many_tones() -> None:
    ramp = np.tile(np.arange(28, dtype=np.uint8) * 9, (1, 28, 1))

    assert len(np.unique(corrupt(ramp, VALIDATION_CORRUPTIONS["pixelate"], 5, seed=0))) == 7


def test_the_square_that_hides_has_the_size_that_is_said() -> None:
    white = np.full((20, 28, 28), 255, np.uint8)
    hidden = (corrupt(white, VALIDATION_CORRUPTIONS["occlusion"], 2, seed=0) == 0).sum(axis=(1, 2))

    assert set(hidden.tolist()) == {64}


@pytest.mark.parametrize("severity", [0, 6])
def test_other_severities_are_refused(severity: int, clean: Pixels) -> None:
    with pytest.raises(ValueError, match="severity must be in 1 to 5"):
        corrupt(clean, CORRUPTIONS["scale"], severity, seed=0)
