"""Pictures of every kind that people, cameras and attackers send."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from projects.image_classifier.classify import sample_files

Pixels = NDArray[np.uint8]
RED, BLUE = (200, 30, 40), (30, 40, 200)
ORIENTATION = 0x0112


def sample(name: str) -> bytes:
    """A picture that the model of the tests knows by heart."""
    return sample_files()[f"{name}.png"].read_bytes()


def pixels_of(data: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(data)))


def png(pixels: NDArray[Any], mode: str | None = None) -> bytes:
    return encoded(Image.fromarray(pixels) if mode is None else Image.fromarray(pixels).convert(mode), "PNG")


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file of a picture: ``kind`` is Pillow's name of its format."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def two_halves(width: int = 40, height: int = 20) -> Image.Image:
    """Red on the left, blue on the right: one sees which way up it is."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def blank() -> bytes:
    """One colour."""
    return png(np.full((28, 28), 90, np.uint8))


def unfamiliar() -> bytes:
    """Bright where no sample is: in the corners."""
    pixels = np.zeros((28, 28), np.uint8)
    pixels[:2, :2] = pixels[:2, -2:] = pixels[-2:, :2] = pixels[-2:, -2:] = 255
    return png(pixels)


def unsure() -> bytes:
    """As much of a trouser as of a bag."""
    both = pixels_of(sample("trouser")).astype(np.uint16) + pixels_of(sample("bag"))
    return png((both // 2).astype(np.uint8))


def animated(kind: str) -> bytes:
    frames = [two_halves(), two_halves().transpose(Image.Transpose.ROTATE_180)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def huge_png(side: int = 10_000) -> bytes:
    """A hundred megapixels of one colour in some kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = bytes(1 + (side + 7) // 8)
    lines = zlib.compress(row * side, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def huge_webp(side: int = 16_383) -> bytes:
    """An animated WebP that declares the largest canvas there is, and holds next to nothing."""
    frame = encoded(Image.new("RGB", (16, 16)), "WEBP", lossless=True)[12:]
    last = struct.pack("<I", side - 1)[:3]
    animation = b"ANIM" + struct.pack("<IIH", 6, 0, 0)
    content = bytes(6) + struct.pack("<I", 15)[:3] * 2 + bytes(4) + frame
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + last + last + animation
    body += b"ANMF" + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def many_scans(count: int = 5000) -> bytes:
    """A progressive JPEG whose last scan is repeated: each repetition costs a pass over the picture."""
    data = encoded(two_halves(640, 640), "JPEG", progressive=True)
    start = data.rindex(b"\xff\xda")
    return data[:start] + data[start:-2] * count + data[-2:]
