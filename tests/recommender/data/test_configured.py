"""From settings to a data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.recommender.data.configured import load_dataset
from projects.recommender.settings import Settings
from shared.assets import AssetUnavailable


def test_a_configured_folder_is_read_without_any_download(tmp_path: Path) -> None:
    (tmp_path / "interactions.csv").write_text("user,item,timestamp\na,x,1\n", "utf-8")

    assert load_dataset(Settings(dataset_path=tmp_path)).users == ("a",)


def test_when_no_source_has_the_data_the_last_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def unavailable(name: str, *, folder: Path, mirror: Path | None) -> Path:
        asked.append(name)
        raise AssetUnavailable(name, folder / name, [])

    monkeypatch.setattr("shared.assets.fetch", unavailable)
    with pytest.raises(AssetUnavailable, match="movielens-100k-archive"):
        load_dataset(Settings(data_dir=tmp_path))
    assert asked == ["movielens-100k-ratings", "movielens-100k-archive"]
