"""The IDX format, on files of a few pictures, and the real data set."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from projects.image_classifier.data import Dataset, DatasetError, Images
from projects.image_classifier.data.duplicates import overlaps
from projects.image_classifier.data.fashion_mnist import CLASSES, VALIDATION, load, read_images


def idx(path: Path, array: NDArray[np.uint8]) -> Path:
    header = bytes([0, 0, 8, array.ndim]) + b"".join(size.to_bytes(4, "big") for size in array.shape)
    path.write_bytes(header + array.tobytes())
    return path


def pixels(n: int, side: int = 28) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (n, side, side), np.uint8)


def labels(n: int) -> NDArray[np.uint8]:
    return (np.arange(n) % len(CLASSES)).astype(np.uint8)


def fetch(asset: str, *, folder: Path) -> Path:
    """Provide a training part of 6,000 pictures, and a test part of 20."""
    n = 6_000 if "train" in asset else 20
    return idx(folder / asset, pixels(n) if asset.endswith("images") else labels(n))


def test_pictures_and_labels_are_read_as_they_were_written(tmp_path: Path) -> None:
    images = read_images(idx(tmp_path / "images", pixels(20)), idx(tmp_path / "labels", labels(20)))

    assert np.array_equal(images.pixels, pixels(20))
    assert images.labels.tolist() == labels(20).tolist()
    assert images.labels.dtype == np.int64
    assert images.classes[9] == "Ankle boot"


def test_the_validation_part_is_always_the_same_and_holds_every_class_equally(tmp_path: Path) -> None:
    first, second = load(partial(fetch, folder=tmp_path)), load(partial(fetch, folder=tmp_path))

    assert first.sha256 == second.sha256
    assert (len(first.train), len(first.validation), len(first.test)) == (1_000, VALIDATION, 20)
    assert np.bincount(first.validation.labels).tolist() == [500] * 10
    everything = np.concatenate([first.train.pixels, first.validation.pixels])
    assert len(np.unique(everything, axis=0)) == 6_000


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (b"<html>", "images: not an IDX file of bytes in 3 dimension"),
        (b"", "images: not an IDX file"),
        (bytes([0, 0, 13, 3]) + bytes(12), "images: not an IDX file of bytes"),
        (bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]) + bytes(783), "images: 783 bytes follow the header"),
    ],
    ids=["html", "empty", "floats", "cut short"],
)
def test_a_damaged_file_is_named(broken: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(broken)
    with pytest.raises(DatasetError, match=message):
        read_images(tmp_path / "images", idx(tmp_path / "labels", labels(1)))


@pytest.mark.parametrize(
    ("pictures", "classes", "message"),
    [
        (pixels(2, side=27), labels(2), "images: pictures of 27×27, not 28×28"),
        (pixels(3), labels(2), "labels: 2 labels for the 3 pictures of images"),
        (pixels(2), labels(2) + np.uint8(9), "labels: labels are 0 to 9"),
        (pixels(0), labels(0), "there is at least one"),
    ],
    ids=["size", "count", "eleventh class", "none"],
)
def test_files_that_do_not_fit_are_refused(
    pictures: NDArray[np.uint8], classes: NDArray[np.uint8], message: str, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match=message):
        read_images(idx(tmp_path / "images", pictures), idx(tmp_path / "labels", classes))


@pytest.mark.real_data
def test_the_real_parts_have_their_sizes_and_the_test_set_is_the_official_one(fashion_mnist: Dataset) -> None:
    parts: tuple[Images, ...] = (fashion_mnist.train, fashion_mnist.validation, fashion_mnist.test)

    assert [len(part) for part in parts] == [55_000, 5_000, 10_000]
    assert [np.bincount(part.labels).tolist() for part in parts] == [[5_500] * 10, [500] * 10, [1_000] * 10]
    assert fashion_mnist.test.labels[:5].tolist() == [9, 2, 1, 1, 6]


@pytest.mark.real_data
def test_no_real_picture_is_in_two_parts_and_near_twins_are_few(fashion_mnist: Dataset) -> None:
    found = overlaps(fashion_mnist)

    assert [overlap.exact for overlap in found] == [0, 0, 0]
    assert sum(overlap.near for overlap in found) < 20
    assert sum(overlap.conflicting for overlap in found) == 0
