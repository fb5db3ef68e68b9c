from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import ImageEnhance

from projects.image_classifier.data import Dataset, Images, Photos, Pixels
from projects.image_classifier.data.duplicates import Overlap, conflicts, groups, overlaps, without_conflicts
from projects.image_classifier.data.folder import load
from projects.image_classifier.data.split import folds
from shared.config import SharedSettings
from tests.image_classifier.data.photo_folder import MAX_PIXELS, folder_of_photos, photo, save


def pictures(seed: int, n: int = 4) -> Pixels:
    coarse = np.random.default_rng(seed).integers(0, 240, (n, 7, 7), np.uint8)
    return np.repeat(np.repeat(coarse, 4, axis=1), 4, axis=2)


def images(pixels: Pixels, labels: list[int]) -> Images:
    return Images(pixels, np.array(labels), ("a", "b"))


def test_exact_mirrored_and_slightly_changed_twins_are_found_across_parts() -> None:
    train = pictures(0, n=40)
    test = pictures(1)
    test[0] = train[3]
    test[1] = train[5, :, ::-1]
    test[2] = train[7] + np.uint8(2)
    parts = images(train, [0] * 40), images(pictures(2), [0] * 4), images(test, [0, 0, 1, 1])

    found = overlaps(Dataset("tiny", *parts))

    assert found == (
        Overlap("validation", "train", exact=0, near=0, conflicting=0),
        Overlap("test", "train", exact=2, near=1, conflicting=1),
        Overlap("test", "validation", exact=0, near=0, conflicting=0),
    )


def test_pictures_of_one_hash_that_differ_a_lot_are_no_twins() -> None:
    dark = np.tile(np.arange(28, dtype=np.uint8), (1, 28, 1))
    bright = dark * np.uint8(9)
    parts = (images(pixels, [0]) for pixels in (dark, pictures(0, n=1), bright))
    assert [overlap.near for overlap in overlaps(Dataset("tiny", *parts))] == [0, 0, 0]


def test_a_photo_saved_again_smaller_and_darker_is_in_the_group_of_the_first(tmp_path: Path) -> None:
    folder_of_photos(tmp_path)
    again = ImageEnhance.Brightness(photo(0)).enhance(0.8).resize((48, 36))
    save(tmp_path / "dog" / "again.jpg", again)
    photos = load(tmp_path, max_pixels=MAX_PIXELS)

    numbers = dict(zip(photos.files, groups(photos, max_pixels=MAX_PIXELS).tolist(), strict=True))

    assert numbers[tmp_path / "dog" / "again.jpg"] == numbers[tmp_path / "cat" / "0.png"]
    assert len(set(numbers.values())) == len(photos) - 1


def test_one_picture_under_two_classes_is_reported_and_left_out(tmp_path: Path) -> None:
    folder_of_photos(tmp_path)
    save(tmp_path / "dog" / "cat.png", photo(0))
    save(tmp_path / "cat" / "copy.png", photo(1))
    photos = load(tmp_path, max_pixels=MAX_PIXELS)

    kept = without_conflicts(photos)

    assert conflicts(photos) == ((tmp_path / "cat" / "0.png", tmp_path / "dog" / "cat.png"),)
    assert set(photos.files) - set(kept.files) == {tmp_path / "cat" / "0.png", tmp_path / "dog" / "cat.png"}
    assert [file.parent.name for file in kept.files] == [kept.classes[label] for label in kept.labels]
    assert kept.sha256 != photos.sha256


@pytest.fixture(scope="module")
def trashnet() -> Photos:
    """The photos of Thung and Yang, from the folder of the asset mirror."""
    mirror = SharedSettings().asset_mirror
    if mirror is None or not (mirror / "trashnet" / "images").is_dir():
        pytest.skip("SHARED__ASSET_MIRROR names no folder that holds trashnet/images")
    return load(mirror / "trashnet" / "images", max_pixels=MAX_PIXELS)


@pytest.mark.real_data
def test_trashnet_holds_three_pictures_under_two_classes_and_its_twins_stay_in_one_fold(trashnet: Photos) -> None:
    kept = without_conflicts(trashnet)
    numbers = groups(kept, max_pixels=MAX_PIXELS)

    assert [sorted(file.stem for file in same) for same in conflicts(trashnet)] == [
        ["glass115", "metal91"],
        ["glass176", "plastic152"],
        ["glass389", "plastic332"],
    ]
    assert (len(trashnet), len(kept)) == (2527, 2521)
    assert 15 <= (np.bincount(numbers) > 1).sum() <= 30
    for train, test in folds(kept.labels, numbers, seed=42):
        assert not set(numbers[train]) & set(numbers[test])
        assert np.bincount(kept.labels[test]).min() >= 25
