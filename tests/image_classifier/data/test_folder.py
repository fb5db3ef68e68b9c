from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from projects.image_classifier.data import DatasetError
from projects.image_classifier.data.folder import load
from tests.image_classifier.data.photo_folder import MAX_PIXELS, folder_of_photos, photo, save


def test_classes_are_the_subfolders_in_alphabetical_order(tmp_path: Path) -> None:
    photos = load(folder_of_photos(tmp_path, ("dog", "cat")), max_pixels=MAX_PIXELS)

    assert photos.classes == ("cat", "dog")
    assert photos.labels.tolist() == [0] * 6 + [1] * 6
    assert photos.files[0] == tmp_path / "cat" / "0.png"


def test_deeper_folders_belong_to_their_class_and_other_files_to_none(tmp_path: Path) -> None:
    folder_of_photos(tmp_path)
    save(tmp_path / "cat" / "kittens" / "7.JPG", photo(7))
    for ignored in ("notes.txt", ".hidden/x.png", "cat/.thumbs/x.png", "cat/.DS_Store", "cat/labels.csv"):
        (tmp_path / ignored).parent.mkdir(exist_ok=True)
        (tmp_path / ignored).write_text("no picture", "utf-8")

    photos = load(tmp_path, max_pixels=MAX_PIXELS)

    assert len(photos) == 13
    assert tmp_path / "cat" / "kittens" / "7.JPG" in photos.files
    assert photos.classes == ("cat", "dog")


def test_the_hash_is_of_the_content_not_of_where_it_lies(tmp_path: Path) -> None:
    here = load(folder_of_photos(tmp_path / "here"), max_pixels=MAX_PIXELS)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    there = load(tmp_path / "there", max_pixels=MAX_PIXELS)
    save(tmp_path / "there" / "cat" / "0.png", photo(999))

    assert here.sha256 == there.sha256
    assert load(tmp_path / "there", max_pixels=MAX_PIXELS).sha256 != here.sha256


def test_a_folder_without_enough_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty" / "cat").mkdir(parents=True)
    (tmp_path / "empty" / "dog").mkdir()
    wrong = {
        tmp_path / "nowhere": "no such folder",
        folder_of_photos(tmp_path / "one", ("cat",)): "at least 2; found 1",
        folder_of_photos(tmp_path / "few", each=4): "at least 5 JPEG, PNG or WebP files; short: cat (4), dog (4)",
        tmp_path / "empty": "short: cat (0), dog (0)",
    }
    for path, message in wrong.items():
        with pytest.raises(DatasetError, match=re.escape(str(path)) + ".*" + re.escape(message)):
            load(path, max_pixels=MAX_PIXELS)


def test_all_pictures_that_can_not_be_decoded_are_reported_at_once(tmp_path: Path) -> None:
    folder_of_photos(tmp_path)
    (tmp_path / "cat" / "bad.jpg").write_bytes(b"no picture")
    whole = (tmp_path / "dog" / "0.png").read_bytes()
    (tmp_path / "dog" / "cut.png").write_bytes(whole[: len(whole) // 2])
    save(tmp_path / "dog" / "huge.png", photo(1, size=(1001, 1000)))

    with pytest.raises(DatasetError, match="3 pictures can't be used") as caught:
        load(tmp_path, max_pixels=MAX_PIXELS)

    for name in ("cat/bad.jpg", "dog/cut.png", "dog/huge.png"):
        assert str(Path(name)) in str(caught.value)


def test_a_long_list_of_damaged_pictures_is_cut(tmp_path: Path) -> None:
    folder_of_photos(tmp_path)
    for number in range(8):
        (tmp_path / "cat" / f"bad{number}.png").touch()
    with pytest.raises(DatasetError, match="and 3 more"):
        load(tmp_path, max_pixels=MAX_PIXELS)
