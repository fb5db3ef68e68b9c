"""The batch says the same as the service, to everybody, or leaves no file at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from projects.recommender import batch as batch_module
from projects.recommender.batch import UnknownUsers, batch, recommendations
from projects.recommender.data import Dataset, Interactions
from projects.recommender.data.ids import of_pseudonym
from projects.recommender.feedback import NO_TASTE
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.ease import EaseConfig
from projects.recommender.recommend import RecommendationEngine
from projects.recommender.settings import Settings
from tests.recommender.champions import register
from tests.recommender.conftest import MakeSettings
from tests.recommender.small_world import ANN, BOB, catalogue


def rows(file: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    table: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return table


def listed(*users: str, folder: Path) -> Path:
    source = folder / "users.txt"
    source.write_text("\n".join(users) + "\n", encoding="utf-8")
    return source


def test_everybody_gets_what_the_service_would_answer(
    settings: Settings, engine: RecommendationEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "CHUNK", 7)
    batch(settings, None, tmp_path / "new folder" / "all.parquet")
    written = rows(tmp_path / "new folder" / "all.parquet")

    assert len(written) == 10 * len(engine.model.users)
    for start, user in enumerate(engine.model.users):
        picks = engine.recommend(engine.history([user], NO_TASTE, []), k=10)
        own = written[10 * start : 10 * start + 10]
        assert {row["user_id"] for row in own} == {user}
        assert [row["rank"] for row in own] == list(range(1, 11))
        assert [row["item_id"] for row in own] == [engine.model.items[index].id for index in picks.items]
        assert [row["score"] for row in own] == pytest.approx(picks.scores.tolist(), abs=1e-4)


def test_a_list_of_users_is_answered_in_its_order(settings: Settings, tmp_path: Path) -> None:
    batch(settings, listed(BOB, "", f" {ANN}\r", folder=tmp_path), tmp_path / "two.parquet")

    assert list(dict.fromkeys(row["user_id"] for row in rows(tmp_path / "two.parquet"))) == [BOB, ANN]


def test_an_empty_list_gives_an_empty_table(settings: Settings, tmp_path: Path) -> None:
    batch(settings, listed(folder=tmp_path), tmp_path / "none.parquet")

    assert rows(tmp_path / "none.parquet") == []


def test_unknown_users_are_named_and_nothing_is_written(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UnknownUsers, match=r"users\.txt: 2 unknown users, the first: nobody, no one"):
        batch(settings, listed(ANN, "nobody", "no one", folder=tmp_path), tmp_path / "out.parquet")

    assert [file.name for file in tmp_path.iterdir()] == ["users.txt"]


def test_people_who_came_by_feedback_are_left_out(
    make_settings: MakeSettings, model: RecommenderModel, data_dir: Path, tmp_path: Path
) -> None:
    newcomer = of_pseudonym("5e1f")
    settings = make_settings(data_dir=data_dir)
    register(settings, replace(model, users=(newcomer, *model.users[1:])))
    batch(settings, None, tmp_path / "all.parquet")

    assert {row["user_id"] for row in rows(tmp_path / "all.parquet")} == set(model.users[1:])
    with pytest.raises(UnknownUsers, match=newcomer):
        batch(settings, listed(newcomer, folder=tmp_path), tmp_path / "out.parquet")


def test_an_interrupted_batch_leaves_the_old_file(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.parquet"
    out.write_bytes(b"yesterday's")

    def interrupted(*arguments: Any, **options: Any) -> Iterator[Any]:
        yield next(recommendations(*arguments, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr(batch_module, "recommendations", interrupted)
    with pytest.raises(KeyboardInterrupt):
        batch(settings, None, out)

    assert out.read_bytes() == b"yesterday's"
    assert {file.name for file in tmp_path.iterdir()} == {"out.parquet"}


def test_users_with_little_left_to_see_get_shorter_lists(tmp_path: Path) -> None:
    seen = np.array([0, 0, 0, 1], np.int32), np.array([0, 1, 2, 0], np.int32)
    data = Interactions(*seen, np.ones(4, np.float32), np.arange(4, dtype=np.int64))
    model = RecommenderModel.fit(Dataset("tiny", data, ("ann", "bob"), tuple(catalogue()[:4])), EaseConfig())
    [(users, items, scores)] = recommendations(model, np.arange(2), k=10)

    assert users.tolist() == [0, 1]
    assert items[0].tolist() == [3] + [-1] * 9
    assert sorted(items[1].tolist(), reverse=True) == [3, 2, 1] + [-1] * 7
    assert scores.shape == (2, 10)
