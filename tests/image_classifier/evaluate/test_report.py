"""The report: every table is there, the same run writes the same bytes, and the figures are drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from projects.image_classifier.data import Dataset, DatasetError
from projects.image_classifier.evaluate import accuracy, evaluate, ladder, rejection, scores
from projects.image_classifier.evaluate import report as module
from projects.image_classifier.evaluate.curves import learning_curves
from projects.image_classifier.evaluate.report import build_report
from projects.image_classifier.evaluate.rungs import RUNGS
from projects.image_classifier.model.bundle import BundleError, ImageModel, write_bundle
from projects.image_classifier.settings import Settings
from shared.evaluation import Report
from shared.tracking.client import connect
from tests.image_classifier import champions
from tests.image_classifier.evaluate import small_catalogue

SEED = 42
TABLES = ["accuracy", "classes", "confusions", "ladder", "curves", "calibration", "unfamiliar", "rejection", "coverage"]
TABLES += ["robustness", "validation-robustness", "slices", "sanity", "deletion"]
FIGURES = {"reliability", "confusion", "coverage", "explanations", "robustness", "ladder", "curves"}


@pytest.fixture(autouse=True)
def _few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in (accuracy, rejection):
        monkeypatch.setattr(part, "RESAMPLES", 10)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return small_catalogue.dataset()


@pytest.fixture
def world(dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped model of the small catalogue, with its ladder and curves; where the report goes."""
    shipped, reports = tmp_path / "champion", tmp_path / "reports"
    description = champions.description().model_copy(update={"data_sha256": dataset.sha256})
    write_bundle(shipped, description, champions.network(champions.by_heart()))
    learning_curves(dataset, ("logistic regression",), (20, 200), SEED).write(reports / "curves.json")
    climbed = ladder.climb(dataset, {"majority class": RUNGS["majority class"]}, SEED)
    (reports / "ladder.json").write_text(climbed.model_dump_json(), encoding="utf-8")
    monkeypatch.setattr(module, "SHIPPED", shipped)
    monkeypatch.setattr(module, "REPORTS", reports)
    monkeypatch.setattr(scores, "load_dataset", lambda _: dataset)
    return reports


@pytest.fixture
def own_settings(data_dir: Path) -> Settings:
    return Settings(_env_file=None, data_dir=data_dir)


def test_the_command_writes_everything_that_is_promised_and_twice_the_same(world: Path, own_settings: Settings) -> None:
    written = evaluate(own_settings)
    [run] = connect(own_settings).search_runs(["1"])

    assert Report.read(world / "metrics.json") == written
    assert [table.name for table in written.tables] == TABLES
    assert {file.stem for file in world.glob("*.svg")} == FIGURES
    assert run.data.metrics["accuracy/champion/accuracy"] == written.table("accuracy").rows[0].metrics["accuracy"].value
    assert len(connect(own_settings).list_artifacts(run.info.run_id, "figures")) == len(FIGURES)

    first = {file.name: file.read_bytes() for file in world.iterdir()}
    evaluate(own_settings)
    assert {file.name: file.read_bytes() for file in world.iterdir()} == first


def test_what_takes_too_long_to_measure_each_time_may_be_absent(dataset: Dataset, world: Path) -> None:
    for kept in ("ladder.json", "curves.json"):
        (world / kept).unlink()
    shipped = world.parent / "champion"
    model = ImageModel.load(shipped)
    report = build_report(dataset, shipped, model, scores.score(model, dataset.test), SEED, kept_in=world)

    assert [table.name for table in report.tables] == [name for name in TABLES if name not in ("ladder", "curves")]


def test_a_model_of_other_data_is_not_measured(
    dataset: Dataset, world: Path, own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "load_dataset", lambda _: replace(dataset, train=dataset.test))

    with pytest.raises(DatasetError, match="was not trained on this small-catalogue"):
        evaluate(own_settings)
    assert not (world / "metrics.json").exists()


def test_no_model_is_said(world: Path, own_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHIPPED", world / "nothing")

    with pytest.raises(BundleError, match="not a readable model"):
        evaluate(own_settings)
