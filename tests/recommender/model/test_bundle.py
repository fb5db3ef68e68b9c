"""The bundle: what is saved is what is loaded, and damage is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from projects.recommender.data import Dataset, Interactions, Item
from projects.recommender.model.bundle import ARRAYS_FILE, BUNDLE_FILE, BundleError, RecommenderModel
from projects.recommender.model.catalogue import parse_config

DAY = 86_400
CONFIG = parse_config(
    {
        "kind": "blend",
        "parts": [
            {"weight": 1, "model": {"kind": "als", "factors": 4, "iterations": 3, "feature_weight": 1}},
            {"weight": 1, "model": {"kind": "ease", "regularization": 3}},
            {"weight": 1, "model": {"kind": "user-knn"}},
        ],
    }
)


def shop() -> Dataset:
    """Three people, four films; Ann watched film 2 first and film 0 last."""
    users, items, days = [0, 0, 0, 1, 1, 2], [0, 1, 2, 1, 3, 1], [90, 50, 10, 95, 20, 30]
    interactions = Interactions(
        np.array(users, np.int32),
        np.array(items, np.int32),
        np.ones(len(users), np.float32),
        np.array(days, np.int64) * DAY,
    )
    films = tuple(Item(f"f{number}", f"Film {number}", 1990 + number, ("Drama",)) for number in range(4))
    return Dataset("shop", interactions, ("ann", "bob", "eve"), films)


def model(half_life: float | None = 2.0) -> RecommenderModel:
    return RecommenderModel.fit(shop(), CONFIG, half_life=half_life)


def test_what_is_loaded_answers_as_what_was_saved(tmp_path: Path) -> None:
    saved = model()
    saved.save(tmp_path / "new" / "folder")
    loaded = RecommenderModel.load(tmp_path / "new" / "folder")

    np.testing.assert_array_equal(loaded.score([2, 0]), saved.score([2, 0]))
    assert (loaded.users, loaded.items, loaded.half_life) == (saved.users, saved.items, saved.half_life)
    assert (loaded.dataset, loaded.data_sha256) == ("shop", shop().sha256)
    assert loaded.model.config == saved.model.config
    np.testing.assert_array_equal(loaded.popularity, saved.popularity)
    np.testing.assert_array_equal(loaded.histories.of(0), saved.histories.of(0))


def test_histories_are_oldest_first() -> None:
    histories = model().histories

    assert histories.of(0).tolist() == [2, 1, 0]
    assert histories.of(2).tolist() == [1]


def test_popularity_counts_all_and_the_last_days() -> None:
    assert model().popularity.tolist() == [1, 3, 1, 1]
    assert model().recent_popularity.tolist() == [1, 1, 0, 0]


def test_ids_lead_to_positions() -> None:
    assert model().user_index["eve"] == 2
    assert model().item_index["f3"] == 3


def test_the_latest_film_weighs_most() -> None:
    assert not np.array_equal(model().score([2, 0]), model().score([0, 2]))
    np.testing.assert_allclose(model(None).score([2, 0]), model(None).score([0, 2]), rtol=1e-5)


def test_explanations_sum_to_the_score() -> None:
    explained = model().explain([1, 2], np.array([0, 3]))

    assert explained.items.tolist() == [1, 2]
    np.testing.assert_allclose(explained.totals, model().score([1, 2])[[0, 3]], rtol=1e-4, atol=1e-6)


def test_nothing_in_the_files_needs_pickle(tmp_path: Path) -> None:
    model().save(tmp_path)

    assert {file.name for file in tmp_path.iterdir()} == {ARRAYS_FILE, BUNDLE_FILE}
    with np.load(tmp_path / ARRAYS_FILE, allow_pickle=False) as arrays:
        assert all(array.dtype != np.object_ for array in arrays.values())


def _truncate(folder: Path) -> None:
    path = folder / ARRAYS_FILE
    path.write_bytes(path.read_bytes()[:-100])


def _edit(**changes: object) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / BUNDLE_FILE
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")

    return edit


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_truncate, "not a readable bundle"),
        (lambda folder: (folder / ARRAYS_FILE).unlink(), "not a readable bundle"),
        (lambda folder: (folder / BUNDLE_FILE).unlink(), "not a readable bundle"),
        (lambda folder: (folder / BUNDLE_FILE).write_text("{", "utf-8"), "not a readable bundle"),
        (lambda folder: (folder / BUNDLE_FILE).write_text("[]", "utf-8"), "not a readable bundle"),
        (lambda folder: (folder / ARRAYS_FILE).write_bytes(b""), "not a readable bundle"),
        (_edit(format=99), "format 99, this version reads 1"),
        (_edit(config={"kind": "oracle"}), "not a readable bundle"),
        (_edit(config={"kind": "ease"}), "not a readable bundle"),
    ],
)
def test_a_damaged_bundle_is_refused(damage: Callable[[Path], object], reason: str, tmp_path: Path) -> None:
    model().save(tmp_path)
    damage(tmp_path)

    with pytest.raises(BundleError, match=reason):
        RecommenderModel.load(tmp_path)


def test_the_vocabulary_must_fit_the_arrays(tmp_path: Path) -> None:
    whole = model()
    replace(whole, items=whole.items[:-1]).save(tmp_path)

    with pytest.raises(BundleError, match="3 items"):
        RecommenderModel.load(tmp_path)


def test_answering_imports_nothing_that_only_training_needs(tmp_path: Path) -> None:
    model().save(tmp_path)
    program = (
        "import sys; from pathlib import Path;"
        "from projects.recommender.model.bundle import RecommenderModel;"
        "RecommenderModel.load(Path(sys.argv[1])).score([0, 1]);"
        "print(sorted({'implicit', 'matplotlib', 'mlflow', 'pandas', 'pyarrow', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
