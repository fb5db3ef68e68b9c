"""The search: small spaces, on a small world, with the test part out of reach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from projects.recommender import search as module
from projects.recommender.data import Dataset, Interactions
from projects.recommender.evaluate import UserScores, judge
from projects.recommender.model.base import Floats
from projects.recommender.model.blend import BlendConfig
from projects.recommender.model.catalogue import parse_config
from projects.recommender.model.content import item_features
from projects.recommender.recipe import Recipe
from projects.recommender.search import (
    HALF_LIVES,
    PARTNER,
    Space,
    Validation,
    blend_of,
    candidates,
    choose,
    fade,
    reseeded,
    search,
)
from projects.recommender.settings import Settings
from projects.recommender.split import Split, published, temporal_per_user

SPACES: dict[str, Space] = {
    "bpr": {"iterations": (5, 10)},
    "user-knn": {"neighbours": (5, 20)},
    "ease": {"regularization": (5, 20)},
    "als": {"factors": (4, 8), "regularization": (5,), "iterations": (5,)},
}


def pairs(interactions: Interactions) -> set[tuple[int, int]]:
    return set(zip(interactions.users.tolist(), interactions.items.tolist(), strict=True))


def test_a_small_space_is_tried_whole() -> None:
    assert candidates({"a": (1, 2), "b": (3, 4)}, 4) == [
        {"a": 1, "b": 3},
        {"a": 1, "b": 4},
        {"a": 2, "b": 3},
        {"a": 2, "b": 4},
    ]


def test_of_a_large_space_the_same_settings_are_drawn_each_time() -> None:
    space = {"a": tuple(range(20)), "b": tuple(range(20))}
    drawn = candidates(space, 30)

    assert drawn == candidates(space, 30)
    assert len({tuple(one.items()) for one in drawn}) == 30


def test_validation_sees_nothing_of_the_test_part(dataset: Dataset) -> None:
    allowed = pairs(published(dataset).train)

    assert all(pairs(split.train) | pairs(split.test) <= allowed for split in Validation.of(dataset).splits)


def test_what_is_served_is_chosen_within_the_past(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = pairs(temporal_per_user(dataset.interactions, dataset.shape).train)
    models = {"als": parse_config({"kind": "als", "factors": 4}), "ease": parse_config({"kind": "ease"})}
    judged: list[Split] = []

    def seen(scores: Floats, split: Split) -> UserScores:
        judged.append(split)
        return judge(scores, split)

    monkeypatch.setattr(module, "judge", seen)
    trials = fade(dataset, models, item_features(dataset.items))

    assert len(trials) == len(judged) == 2 * len(HALF_LIVES)
    assert all(pairs(split.train) | pairs(split.test) <= allowed for split in judged)


def test_the_best_of_each_stage_is_chosen(dataset: Dataset) -> None:
    recipe, trials = choose(dataset, SPACES)

    assert {trial.stage for trial in trials} == {*SPACES, PARTNER, "blend", "half-life"}
    best = max((trial for trial in trials if trial.stage == "ease"), key=lambda trial: trial.ndcg)
    assert recipe.ladder["ease"].model_dump()["regularization"] == best.parameters["regularization"]
    chosen = max((trial for trial in trials if trial.stage == "blend"), key=lambda trial: trial.ndcg).parameters
    parts = [(part["model"]["kind"], part["weight"]) for part in recipe.ladder["blend"].model_dump()["parts"]]
    n = min(chosen["als_models"], 2)  # the space has two settings
    assert parts == [*[("als", 1 / n)] * n, ("ease", chosen["ease_weight"])]
    served = max((trial for trial in trials if trial.stage == "half-life"), key=lambda trial: trial.ndcg)
    assert {"model": recipe.serve, "half_life": recipe.half_life} == served.parameters
    for name, half_life in recipe.half_lives.items():
        own = [trial for trial in trials if trial.stage == "half-life" and trial.parameters["model"] == name]
        assert half_life == max(own, key=lambda trial: trial.ndcg).parameters["half_life"]


def test_each_validation_split_trains_with_its_own_seeds() -> None:
    partners = [parse_config({"kind": "als", "seed": seed}) for seed in (7, 8, 9)]
    blend = blend_of(parse_config({"kind": "ease"}), partners, 2, 0.5)
    again = reseeded(blend, 3)

    assert isinstance(again, BlendConfig)
    assert [part.model.model_dump().get("seed") for part in again.parts] == [307, 308, None]
    assert [part.weight for part in again.parts] == [0.5, 0.5, 0.5]


def test_a_run_writes_the_recipe_and_every_trial(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_dataset", lambda _: dataset)
    monkeypatch.setattr(module, "RECIPE_FILE", tmp_path / "recipe.json")
    monkeypatch.setattr(module, "SPACES", SPACES)

    chosen = search(Settings(data_dir=tmp_path))

    assert Recipe.read(tmp_path / "recipe.json") == chosen
    record = json.loads((tmp_path / "reports" / "small-world" / "search.json").read_text("utf-8"))
    assert record["protocol"]["data_sha256"] == dataset.sha256
    assert record["chosen"] == chosen.model_dump(mode="json")
    assert len(record["trials"]) == len(choose(dataset, SPACES)[1])


@pytest.mark.parametrize(
    ("half_lives", "serve", "reason"),
    [
        ({"als": 3}, "als", "the ladder has no 'als'; it has random"),
        ({}, "als", "the ladder has no 'als'; it has random"),
        ({}, "random", "half_lives says nothing of 'random', which is served"),
        ({"random": 0}, "random", "greater than 0"),
        ({"random": 1e12}, "random", "less than or equal to 10000"),
        ({"random": float("nan")}, "random", "less than or equal to 10000"),
    ],
)
def test_a_recipe_that_can_not_be_served_is_refused(half_lives: dict[str, float], serve: str, reason: str) -> None:
    ladder = {"random": {"kind": "random"}}
    with pytest.raises(ValidationError, match=reason):
        Recipe.model_validate({"ladder": ladder, "half_lives": half_lives, "serve": serve, "recent_days": 14})


def test_the_committed_recipe_is_readable() -> None:
    assert Recipe.read().served.model_dump()["kind"] == "als"
