"""The report: every table is there, the same run writes the same bytes, and the figures are drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from projects.recommender.data import Dataset, DatasetError
from projects.recommender.evaluate import evaluate, temporal, temporal_scores
from projects.recommender.evaluate import report as module
from projects.recommender.evaluate.bivae import rerun_scores
from projects.recommender.evaluate.ladder import ladder_comparisons, ladder_scores, ladder_table
from projects.recommender.evaluate.published import MEASURED_ON, PUBLISHED
from projects.recommender.evaluate.report import build_report, draw
from projects.recommender.model.als import AlsConfig
from projects.recommender.model.content import item_features
from projects.recommender.model.popularity import interaction_counts
from projects.recommender.recipe import Recipe
from projects.recommender.settings import Settings
from projects.recommender.split import global_time, published, temporal_per_user
from shared.evaluation import Report
from shared.tracking.client import connect
from tests.recommender import small_world

SEED = 42


def recipe(half_life: float | None = small_world.HALF_LIFE) -> Recipe:
    served = small_world.blend().model_dump()
    als, ease = (part["model"] for part in served["parts"])
    ladder = {
        "random": {"kind": "random"},
        "popularity": {"kind": "popularity"},
        "ease": ease,
        "als": als,
        "blend": served,
    }
    return Recipe.model_validate(
        {
            "ladder": ladder,
            "half_lives": dict.fromkeys(("ease", "als", "blend"), half_life),
            "serve": "als",
            "recent_days": 14,
        }
    )


@pytest.fixture(scope="module")
def report(dataset: Dataset) -> Report:
    return build_report(dataset, recipe(), SEED)


def test_all_that_is_promised_is_measured(report: Report) -> None:
    assert [table.name for table in report.tables] == [
        "ladder",
        "temporal",
        "global-time",
        "beyond-accuracy",
        "diversity",
        "groups",
    ]
    published = ["popularity", "SAR (reproduced)", "ease", "als"]
    temporal = ["als", "ease, half-life 5", "blend, half-life 5"]
    assert [one.baseline for one in report.comparisons] == [*published, *temporal]


def test_a_second_run_writes_the_same_bytes(report: Report, dataset: Dataset, tmp_path: Path) -> None:
    report.write(tmp_path / "first.json")
    build_report(dataset, recipe(), SEED).write(tmp_path / "second.json")

    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


def test_published_figures_stand_only_beside_the_data_they_were_measured_on(report: Report) -> None:
    assert not {row.name for row in report.table("ladder").rows} & set(PUBLISHED)


def test_on_movielens_100k_the_published_rows_and_the_gap_to_their_best_are_shown(dataset: Dataset) -> None:
    scores = ladder_scores(recipe(), published(dataset), item_features(dataset.items))
    rows = [row.name for row in ladder_table(scores, MEASURED_ON, SEED).rows]
    gap = ladder_comparisons(scores, MEASURED_ON, SEED)[-1]

    assert set(PUBLISHED) <= set(rows)
    assert gap.baseline == "BiVAE (published), unpaired"
    assert gap.difference == pytest.approx(scores["blend"].ndcg.mean() - 0.475077, abs=1e-6)
    assert gap.low < gap.difference < gap.high


def test_the_command_writes_the_report_and_its_figures(
    dataset: Dataset, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_dataset", lambda _: replace(dataset, name=MEASURED_ON))
    monkeypatch.setattr(module, "REPORTS", tmp_path)
    settings = Settings(_env_file=None, data_dir=data_dir)

    written = evaluate(settings)
    [run] = connect(settings).search_runs(["1"])

    assert Report.read(tmp_path / "metrics.json") == written
    assert {path.name for path in tmp_path.glob("*.svg")} == {"diversity.svg", "ladder.svg", "temporal.svg"}
    assert run.data.metrics["ladder/blend/nDCG_at_10"] == written.table("ladder").row("blend").metrics["nDCG@10"].value
    assert len(connect(settings).list_artifacts(run.info.run_id, "figures")) == 3


def test_figures_of_another_data_set_leave_the_committed_report_alone(
    dataset: Dataset, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_dataset", lambda _: dataset)
    monkeypatch.setattr(module, "REPORTS", tmp_path / "committed")
    written = evaluate(Settings(_env_file=None, data_dir=data_dir))

    assert Report.read(data_dir / "reports" / "small-world" / "metrics.json") == written
    assert not (tmp_path / "committed").exists()


def test_histories_of_one_length_make_one_group(dataset: Dataset) -> None:
    first = [np.flatnonzero(dataset.interactions.users == user)[:6] for user in range(small_world.N_USERS)]
    even = replace(dataset, interactions=dataset.interactions.take(np.concatenate(first)))

    assert build_report(even, recipe(), SEED).table("groups").rows


def test_nothing_to_hold_out_is_said(dataset: Dataset) -> None:
    first = [np.flatnonzero(dataset.interactions.users == user)[:4] for user in range(small_world.N_USERS)]
    short = replace(dataset, interactions=dataset.interactions.take(np.concatenate(first)))

    with pytest.raises(DatasetError, match="nothing is held out"):
        temporal_scores(short, small_world.blend(), None)


def test_our_means_carry_intervals(report: Report) -> None:
    for row in report.table("ladder").rows:
        metric = row.metrics["nDCG@10"]
        assert metric.low is not None
        assert metric.high is not None
        assert metric.low <= metric.value <= metric.high


def test_asking_for_diversity_brings_it(report: Report) -> None:
    rows = report.table("diversity").rows

    assert rows[0].metrics == report.table("beyond-accuracy").row("als, half-life 5").metrics
    assert rows[-1].metrics["diversity"].value > rows[0].metrics["diversity"].value


def test_groups_cover_all_users(report: Report) -> None:
    counts = [int(row.name.split(", ")[1].split()[0]) for row in report.table("groups").rows]

    assert sum(counts) == small_world.N_USERS


def test_new_users_are_told_from_known_ones(report: Report) -> None:
    for row in report.table("global-time").rows:
        assert {"nDCG@10", "nDCG@10 new"} <= set(row.metrics)


def test_recent_popularity_counts_only_the_last_days(dataset: Dataset) -> None:
    split = global_time(dataset.interactions, dataset.shape)
    age = split.train.timestamps.max() - split.train.timestamps

    assert interaction_counts(split.train, split.shape[1]).sum() == len(split.train)
    assert interaction_counts(split.train, split.shape[1], last_days=3).sum() == np.count_nonzero(age < 3 * 86_400)


def test_without_a_half_life_histories_are_served_as_they_are(dataset: Dataset) -> None:
    split, plain = temporal_per_user(dataset.interactions, dataset.shape), recipe(half_life=None)
    scores = temporal.rung_scores(plain, split, None)
    table, (gain, *_) = temporal.temporal_table(scores, SEED), temporal.temporal_comparisons(scores, plain, SEED)

    assert table.row("als, no half-life").metrics == table.row("als").metrics
    assert gain.difference == 0


def test_one_model_is_enough_for_a_report(dataset: Dataset) -> None:
    alone = small_world.recipe(AlsConfig(factors=4)).model_dump()
    alone["ladder"] = {"als": alone["ladder"]["blend"]}
    alone |= {"half_lives": {"als": 5}, "serve": "als"}
    report = build_report(dataset, Recipe.model_validate(alone), SEED)

    assert report.table("temporal").row("als, half-life 5").metrics
    assert [one.baseline for one in report.comparisons] == ["als"]


def test_figures_are_drawn_the_same_each_time(report: Report, tmp_path: Path) -> None:
    draw(report, tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    draw(report, tmp_path)

    assert set(first) == {"ladder.svg", "temporal.svg", "diversity.svg"}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first


def test_lists_of_the_published_best_stand_only_beside_the_data_they_were_made_on(dataset: Dataset) -> None:
    assert rerun_scores(dataset, published(dataset)) == {}
