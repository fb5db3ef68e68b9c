"""Training ends in a better champion or leaves the old one in place, whatever happens on the way."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from projects.recommender.__main__ import cli
from projects.recommender.data import Dataset
from projects.recommender.data.ids import of_pseudonym
from projects.recommender.feedback import NO_TASTE
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.popularity import RandomConfig
from projects.recommender.recommend import RecommendationEngine
from projects.recommender.settings import SERVICE, Settings
from projects.recommender.train import challenge, has_champion, retrain, train
from shared.privacy import pseudonym
from shared.store import Feedback, Store
from shared.tracking.client import connect
from shared.tracking.registry import CHALLENGER, CHAMPION, PREVIOUS, Registry
from tests.recommender.conftest import MakeSettings
from tests.recommender.small_world import ANN, recipe, watched


def champion(settings: Settings, folder: Path) -> RecommenderModel:
    registry = Registry(settings, SERVICE)
    return RecommenderModel.load(registry.download(registry.with_alias(CHAMPION), folder))


def test_the_first_model_that_beats_popularity_becomes_champion(
    make_settings: MakeSettings, tmp_path: Path, dataset: Dataset
) -> None:
    settings = make_settings(data_dir=tmp_path / "new")
    before = has_champion(settings)
    report = challenge(settings, dataset, recipe())
    registered = Registry(settings, SERVICE).with_alias(CHAMPION)

    assert (before, report.passed, report.champion) == (False, True, None)
    assert has_champion(settings)
    assert registered.version == report.challenger == "1"
    assert registered.data_sha256 == dataset.sha256
    assert 0 < registered.metrics["temporal_ndcg_at_10"] < 1


def test_the_same_recipe_passes_the_gate_again(own: Settings, tmp_path: Path) -> None:
    report = train(own)
    registry = Registry(own, SERVICE)
    aliases = {alias: registry.with_alias(alias).version for alias in (CHAMPION, CHALLENGER, PREVIOUS)}

    assert report.passed, report.to_markdown()
    assert (report.champion, report.challenger) == ("1", "2")
    assert aliases == {CHAMPION: "2", CHALLENGER: "2", PREVIOUS: "1"}
    assert champion(own, tmp_path).dataset == "tables"


def test_a_bad_recipe_is_refused_and_the_champion_stays(own: Settings, dataset: Dataset) -> None:
    report = challenge(own, dataset, recipe(RandomConfig()))
    registry = Registry(own, SERVICE)

    assert not report.passed
    assert [check.passed for check in report.checks if "nDCG@10" in check.name] == [False] * 3
    assert registry.with_alias(CHAMPION).version == "1"
    assert registry.with_alias(CHALLENGER).version == "2"


def test_the_run_tells_what_was_trained_and_why_it_was_promoted(own: Settings, dataset: Dataset) -> None:
    challenge(own, dataset, recipe())
    run_id = Registry(own, SERVICE).with_alias(CHAMPION).run_id
    client = connect(own)
    run = client.get_run(run_id)
    files = {file.path for file in client.list_artifacts(run_id)}

    assert run.data.params["recent_days"] == "30"
    assert run.data.params["seed"] == "42"
    assert run.data.tags["data_sha256"] == dataset.sha256
    assert any("nDCG" in name for name in run.data.metrics)
    assert {"gate.md", "report.json", "environment.txt"} <= files


def test_retraining_learns_from_feedback(own: Settings, store: Store, model: RecommenderModel, tmp_path: Path) -> None:
    old = watched(model, ANN)
    new = next(item.id for item in model.items if item.id not in old)
    ann, newcomer = pseudonym(ANN, own.pseudonym_key), pseudonym("newcomer", own.pseudonym_key)
    store.add_feedback(
        [
            said(ann, new, "like"),
            said(ann, old[0], "dislike"),
            said(newcomer, "film-1", "watch"),
            said(newcomer, "of another catalogue", "like"),
        ]
    )
    retrain(own)
    retrained = champion(own, tmp_path)

    assert watched(retrained, ANN) == [*old[1:], new]
    assert watched(retrained, of_pseudonym(newcomer)) == ["film-1"]
    assert retrained.data_sha256 != model.data_sha256


def test_of_several_events_on_one_film_the_latest_is_learned(own: Settings, store: Store, tmp_path: Path) -> None:
    someone = pseudonym("someone", own.pseudonym_key)
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    store.add_feedback(
        [
            said(someone, "film-1", "dislike", late),
            said(someone, "film-1", "like", early),
            said(someone, "film-2", "dislike", early),
            said(someone, "film-2", "like", late),
        ]
    )
    retrain(own)

    assert watched(champion(own, tmp_path), of_pseudonym(someone)) == ["film-2"]


def test_retraining_without_feedback_uses_the_same_data(own: Settings, model: RecommenderModel, tmp_path: Path) -> None:
    retrain(own)

    assert champion(own, tmp_path).data_sha256 == model.data_sha256


def said(subject: str, item: str, kind: str, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Feedback:
    return Feedback(event_id=f"{subject}-{item}-{kind}", subject=subject, item=item, kind=kind, occurred_at=at)


def test_the_champion_loads_through_mlflow_and_answers_like_the_service(
    own: Settings, engine: RecommendationEngine
) -> None:
    import mlflow
    import pandas as pd

    connect(own)
    loaded = mlflow.pyfunc.load_model(f"models:/{SERVICE}@{CHAMPION}")
    users = list(engine.model.users[:5])
    answers = loaded.predict(pd.DataFrame({"user_id": [*users, "stranger"]}))
    expected = [engine.recommend(engine.history([user], NO_TASTE, [])).items for user in [*users, "stranger"]]

    assert answers == [[engine.model.items[index].id for index in picks] for picks in expected]
    assert {len(answer) for answer in answers} == {10}


def test_the_previous_champion_comes_back_on_command(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    train(own)
    monkeypatch.setenv("SHARED__DATA_DIR", str(own.data_dir))
    answer = CliRunner().invoke(cli, ["rollback"])

    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("version 1 ")
    assert Registry(own, SERVICE).with_alias(CHAMPION).version == "1"
