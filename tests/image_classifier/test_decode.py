"""Whatever bytes come in: an upright 8-bit picture goes out, or a refusal that says what to do."""

from __future__ import annotations

import resource
import threading
from io import BytesIO

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from projects.image_classifier.decode import UnreadableImage, decode
from tests.image_classifier import pictures
from tests.image_classifier.pictures import BLUE, RED, encoded, two_halves

MAX_PIXELS = 24_000_000


def read(data: bytes, **options: int) -> Image.Image:
    return decode(data, **{"max_pixels": MAX_PIXELS, **options})


def looks_like(image: Image.Image, left: tuple[int, ...], right: tuple[int, ...], tolerance: int = 12) -> bool:
    """Whether the middles of the two halves have these colours."""
    pixels = np.asarray(image).astype(int)
    height, width = pixels.shape[:2]
    found = pixels[height // 2, [width // 4, 3 * width // 4]]
    return bool(np.abs(found - np.array([left, right])).max() <= tolerance)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"not a picture", "not a picture of a kind"),
        (b'{"image": "none"}', "not a picture of a kind"),
        (b"%PDF-1.7\n", "not a picture of a kind"),
        (pictures.animated("GIF"), "JPEG, PNG or WebP"),
        (encoded(two_halves(), "GIF"), "JPEG, PNG or WebP"),
        (encoded(two_halves(), "BMP"), "JPEG, PNG or WebP"),
        (pictures.animated("PNG"), "animated"),
        (pictures.animated("WEBP"), "animated"),
        (pictures.many_scans(), "scans"),
    ],
)
def test_what_is_no_still_picture_is_refused_with_a_remedy(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableImage, match=word) as refusal:
        read(data)

    assert "Send" in str(refusal.value) or "Save" in str(refusal.value)
    assert "BytesIO" not in str(refusal.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_truncated_file_is_refused(kind: str, kept: float) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 200, 3), np.uint8)
    data = encoded(Image.fromarray(noise), kind)

    with pytest.raises(UnreadableImage, match="damaged or cut short"):
        read(data[: int(len(data) * kept)])


@pytest.mark.parametrize("data", [pictures.huge_png(), pictures.huge_png(20_000), pictures.huge_webp()])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_small_file_of_many_megapixels_is_refused_before_it_takes_memory(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableImage, match="more than 24 megapixels"):
        read(data)

    assert len(data) < 60_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_bomb_is_refused_also_where_its_warning_is_an_error() -> None:
    with pytest.raises(UnreadableImage, match="more than 24 megapixels"):
        read(pictures.huge_png())


def test_the_limit_of_pixels_holds_to_the_pixel() -> None:
    data = encoded(two_halves(40, 20), "PNG")

    assert read(data, max_pixels=800).size == (40, 20)
    with pytest.raises(UnreadableImage, match="megapixels"):
        read(data, max_pixels=799)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_format_is_told_by_its_content(kind: str) -> None:
    options = {"quality": 95} if kind != "PNG" else {}

    assert looks_like(read(encoded(two_halves(), kind, **options)), RED, BLUE)


ROTATIONS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", ROTATIONS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_turned_as_its_camera_says(orientation: int, kind: str) -> None:
    upright = two_halves()
    stored = upright if (turn := ROTATIONS[orientation]) is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = orientation

    image = read(encoded(stored, kind, exif=exif))

    assert image.size == upright.size
    assert looks_like(image, RED, BLUE, tolerance=30)


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    image = read(encoded(two_halves().convert("CMYK"), "JPEG", quality=95))

    assert image.mode == "RGB"
    assert looks_like(image, RED, BLUE, tolerance=20)


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    wide = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    image = read(encoded(Image.fromarray(wide), "PNG"))

    assert image.mode == "L"
    assert np.asarray(image).ravel().tolist() == list(range(256))


def test_a_palette_with_transparency_keeps_it() -> None:
    palette = Image.new("P", (2, 1))
    palette.putpalette([*RED, *BLUE])
    palette.putpixel((1, 0), 1)
    image = read(encoded(palette, "PNG", transparency=0))

    assert image.mode == "RGBA"
    assert [image.getpixel((x, 0)) for x in (0, 1)] == [(*RED, 0), (*BLUE, 255)]


@pytest.mark.parametrize(
    ("mode", "expected"), [("1", "L"), ("L", "L"), ("P", "RGB"), ("RGB", "RGB"), ("LA", "RGBA"), ("RGBA", "RGBA")]
)
def test_every_mode_ends_in_one_of_three(mode: str, expected: str) -> None:
    assert read(encoded(two_halves().convert(mode), "PNG")).mode == expected


def test_one_bit_is_black_or_white() -> None:
    picture = Image.new("1", (2, 1))
    picture.putpixel((1, 0), 1)

    assert np.asarray(read(encoded(picture, "PNG"))).tolist() == [[0, 255]]


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_transparent_colour_of_a_png_is_transparent(mode: str) -> None:
    black: int | tuple[int, int, int] = 0 if mode == "L" else (0, 0, 0)
    image = read(encoded(Image.new(mode, (2, 2)), "PNG", transparency=black))

    assert image.getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_phone_photo_with_a_second_picture_is_its_first_one() -> None:
    data = encoded(two_halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20))], quality=95)

    assert looks_like(read(data), RED, BLUE)


def test_a_large_jpeg_is_decoded_at_a_fraction_that_is_enough() -> None:
    data = encoded(two_halves(4000, 3000), "JPEG")
    image = read(data, at_least=448)

    assert image.size == (1000, 750)
    assert looks_like(image, RED, BLUE)
    assert read(encoded(two_halves(400, 300), "JPEG"), at_least=448).size == (400, 300)


PICTURES = [
    encoded(two_halves(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"),
    encoded(two_halves(), "JPEG", progressive=True),
    encoded(two_halves(), "PNG"),
    encoded(two_halves().convert("P"), "PNG", transparency=1),
    encoded(two_halves(), "WEBP"),
]


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(
    data=st.sampled_from(PICTURES),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=8),
)
@example(data=PICTURES[0], changes=[(30, 255)])
def test_damaged_bytes_give_a_picture_or_a_refusal_and_nothing_else(
    data: bytes, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(data)
    for position, value in changes:
        damaged[position % len(damaged)] = value
    try:
        image = decode(bytes(damaged), max_pixels=100_000)
    except UnreadableImage:
        return
    assert image.mode in ("L", "RGB", "RGBA")
    assert image.width * image.height <= 100_000


def test_nothing_of_pillow_is_changed_for_others() -> None:
    limit = Image.MAX_IMAGE_PIXELS
    threads = [threading.Thread(target=read, args=(encoded(two_halves(), "PNG"),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert limit == Image.MAX_IMAGE_PIXELS
    with Image.open(BytesIO(encoded(two_halves(), "GIF"))) as image:
        assert image.format == "GIF"
