"""From settings to a data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.image_classifier.data import DatasetError, Photos
from projects.image_classifier.data.configured import load_dataset
from projects.image_classifier.settings import Settings
from shared.assets import AssetUnavailable
from tests.image_classifier.data.photo_folder import folder_of_photos


def test_a_configured_folder_is_read_without_any_download(tmp_path: Path) -> None:
    photos = load_dataset(Settings(dataset_path=folder_of_photos(tmp_path)))

    assert isinstance(photos, Photos)
    assert photos.classes == ("cat", "dog")


def test_what_is_wrong_with_own_pictures_is_said_with_the_variable_that_names_them(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"IMAGE_CLASSIFIER__DATASET_PATH: .*nowhere: no such folder"):
        load_dataset(Settings(dataset_path=tmp_path / "nowhere"))


def test_pictures_beyond_the_limit_of_the_settings_are_reported(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="12 pictures can't be used"):
        load_dataset(Settings(dataset_path=folder_of_photos(tmp_path), max_pixels=100))


def test_without_a_folder_fashion_mnist_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def unavailable(name: str, *, folder: Path, mirror: Path | None) -> Path:
        asked.append(name)
        raise AssetUnavailable(name, folder / name, [])

    monkeypatch.setattr("shared.assets.fetch", unavailable)
    with pytest.raises(AssetUnavailable, match="fashion-mnist-train-images"):
        load_dataset(Settings(data_dir=tmp_path))
    assert asked == ["fashion-mnist-train-images"]
