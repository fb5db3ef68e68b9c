"""One preparation for training, evaluation and serving: what it leaves untouched and what it makes alike."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from projects.image_classifier.classify import sample_files
from projects.image_classifier.model.bundle import InputSpec
from projects.image_classifier.model.preprocess import contrast, prepare
from tests.image_classifier.pictures import BLUE, RED, two_halves

CATALOGUE = InputSpec(size=28, channels=1, pipeline="catalogue")
PHOTO = InputSpec(size=224, channels=3, pipeline="photo")


def product_photo(background: int, product: int, *, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A tall rectangle, somewhere in the picture."""
    image = Image.new("L", size, background)
    ImageDraw.Draw(image).rectangle((200, 60, 259, 219), fill=product)
    return image


@pytest.mark.parametrize("name", sample_files())
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_picture_of_fashion_mnist_passes_bit_by_bit(name: str, mode: str) -> None:
    with Image.open(sample_files()[name]) as image:
        assert (prepare(image.convert(mode), CATALOGUE)[0] == np.asarray(image)).all()


@pytest.mark.parametrize(("background", "product"), [(255, 30), (240, 30), (0, 225), (15, 225)])
def test_a_product_becomes_bright_on_black_large_and_centred(background: int, product: int) -> None:
    [pixels] = prepare(product_photo(background, product), CATALOGUE)
    rows, columns = np.nonzero(pixels > 100)

    assert pixels.shape == (28, 28)
    assert (rows.min(), rows.max()) == (0, 27)
    assert 27 - columns.max() == pytest.approx(columns.min(), abs=1)
    assert columns.max() - columns.min() + 1 == pytest.approx(28 * 60 / 160, abs=1.5)
    assert (pixels[:, [0, -1]] == 0).all()


def test_the_same_product_looks_the_same_on_light_and_on_dark() -> None:
    light, dark = prepare(product_photo(255, 55), CATALOGUE), prepare(product_photo(0, 200), CATALOGUE)

    assert np.abs(light.astype(int) - dark).max() <= 1


def test_transparency_is_white() -> None:
    photo = product_photo(255, 40)
    cut_out = photo.convert("RGBA")
    cut_out.putalpha(photo.point([255 if value < 100 else 0 for value in range(256)]))

    assert (prepare(cut_out, CATALOGUE) == prepare(photo, CATALOGUE)).all()


def test_noise_of_the_background_does_not_keep_it_from_being_trimmed() -> None:
    noise = np.random.default_rng(3).integers(-6, 7, (300, 400))
    noisy = np.clip(np.asarray(product_photo(245, 30)).astype(int) + noise, 0, 255).astype(np.uint8)
    rows, _ = np.nonzero(prepare(Image.fromarray(noisy), CATALOGUE)[0] > 100)

    assert (rows.min(), rows.max()) == (0, 27)


def test_a_product_that_differs_in_colour_alone_is_found() -> None:
    image = Image.new("RGB", (100, 100), (0, 130, 0))
    image.paste((255, 0, 0), (10, 20, 30, 90))
    grey = np.asarray(image.convert("L"))
    assert np.ptp(grey) < 5

    narrow = prepare(image, CATALOGUE)
    assert narrow.shape == (1, 28, 28)
    assert (narrow[0][:, :5] == 0).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (28, 27), (3, 3)])
@pytest.mark.parametrize("spec", [CATALOGUE, PHOTO])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_any_shape_fits(size: tuple[int, int], spec: InputSpec, mode: str) -> None:
    pixels = prepare(Image.new(mode, size, "gray"), spec)

    assert pixels.shape == (spec.channels, spec.size, spec.size)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous


def test_a_blank_picture_stays_blank() -> None:
    for colour in (0, 90, 255):
        assert (prepare(Image.new("L", (300, 200), colour), CATALOGUE) == 0).all()


def test_a_photo_keeps_its_centre_in_colour() -> None:
    pixels = prepare(two_halves(600, 300), PHOTO)

    assert pixels.shape == (3, 224, 224)
    assert pixels[:, 112, 20].tolist() == list(RED)
    assert pixels[:, 112, 204].tolist() == list(BLUE)


def test_a_photo_is_scaled_by_its_shorter_side_before_it_is_cropped() -> None:
    image = Image.new("RGB", (512, 512), RED)
    image.paste(BLUE, (32, 32, 480, 480))
    pixels = prepare(image, PHOTO)

    assert (np.abs(pixels[:, 3:-3, 3:-3].astype(int) - np.array(BLUE)[:, None, None]) <= 1).all()


def test_contrast_is_the_standard_deviation_of_each_picture() -> None:
    pixels = np.zeros((2, 1, 4, 4), np.uint8)
    pixels[1, :, :2] = 200

    assert contrast(pixels).tolist() == [0, 100]
    assert float(contrast(pixels[1])) == 100
