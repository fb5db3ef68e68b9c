"""From settings to a data set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from projects.recommender.data import DatasetError
from projects.recommender.data.configured import load_dataset
from projects.recommender.settings import Settings
from shared.assets import AssetUnavailable


def shop(folder: Path, rows: int = 5) -> Path:
    folder.mkdir()
    lines = ["user,item,timestamp", *(f"a,{number},1" for number in range(rows))]
    (folder / "interactions.csv").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_configured_folder_is_read_without_any_download_and_called_by_its_name(tmp_path: Path) -> None:
    dataset = load_dataset(Settings(dataset_path=shop(tmp_path / "shop")))

    assert (dataset.name, dataset.users) == ("shop", ("a",))


def test_what_is_wrong_with_own_data_is_said_with_the_variable_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "notes.zip").write_text("no archive", "utf-8")
    wrong = {
        tmp_path / "nowhere": "nowhere: no such file or folder",
        tmp_path / "notes.zip": "notes.zip: not a readable MovieLens archive",
        shop(tmp_path / "small", rows=4): "small: no user has 5 interactions",
        shop(tmp_path / "movielens-100k"): "rename it",
    }
    for path, reason in wrong.items():
        with pytest.raises(DatasetError, match=re.escape(f"RECOMMENDER__DATASET_PATH={path}: ") + f".*{reason}"):
            load_dataset(Settings(dataset_path=path))


def test_when_no_source_has_the_data_the_last_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def unavailable(name: str, *, folder: Path, mirror: Path | None) -> Path:
        asked.append(name)
        raise AssetUnavailable(name, folder / name, [])

    monkeypatch.setattr("shared.assets.fetch", unavailable)
    with pytest.raises(AssetUnavailable, match="movielens-100k-archive"):
        load_dataset(Settings(data_dir=tmp_path))
    assert asked == ["movielens-100k-ratings", "movielens-100k-archive"]
