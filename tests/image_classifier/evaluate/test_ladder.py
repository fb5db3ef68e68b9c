"""The ladder: every rung learns, what it answered is kept, and the shipped model is compared with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from projects.image_classifier.data.images import Dataset
from projects.image_classifier.evaluate.ladder import (
    Ladder,
    climb,
    ladder_comparisons,
    ladder_table,
    read_ladder,
)
from projects.image_classifier.evaluate.rungs import RUNGS
from projects.image_classifier.evaluate.scores import Scores
from tests.image_classifier.evaluate import small_catalogue

SEED = 1


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return small_catalogue.dataset()


@pytest.fixture(scope="module")
def ladder(dataset: Dataset) -> Ladder:
    return climb(dataset, {name: RUNGS[name] for name in ("majority class", "logistic regression")}, SEED)


def perfect(dataset: Dataset) -> Scores:
    return Scores(np.eye(10, dtype=np.float32)[dataset.test.labels], dataset.test.labels, 1.0)


@pytest.mark.parametrize("name", [name for name in RUNGS if name != "majority class"])
def test_every_rung_learns_and_repeats_itself(name: str, dataset: Dataset) -> None:
    once, again = (RUNGS[name](dataset.train, SEED).predict(dataset.test.pixels) for _ in range(2))

    np.testing.assert_array_equal(once, again)
    assert (once == dataset.test.labels).mean() > 0.2  # by chance 0.1


def test_the_majority_is_the_most_frequent_class(dataset: Dataset) -> None:
    bags = np.flatnonzero(dataset.train.labels == 1)
    answers = RUNGS["majority class"](dataset.train.take(np.concatenate([np.arange(50), bags])), SEED)

    assert set(answers.predict(dataset.test.pixels).tolist()) == {1}


def test_learned_numbers_are_counted_where_a_model_does_not_grow(dataset: Dataset) -> None:
    count = {name: RUNGS[name](dataset.train, SEED).parameters for name in ("logistic regression", "2 convolutions")}

    assert count == {"logistic regression": 785 * 10, "2 convolutions": 320 + 18_496 + 31_370}
    assert RUNGS["5 nearest neighbours"](dataset.train, SEED).parameters is None


def test_a_ladder_is_kept_for_the_data_it_is_about(ladder: Ladder, dataset: Dataset, tmp_path: Path) -> None:
    assert read_ladder(dataset, tmp_path) is None
    (tmp_path / "ladder.json").write_text(ladder.model_dump_json(), encoding="utf-8")

    assert read_ladder(dataset, tmp_path) == ladder
    assert read_ladder(replace(dataset, train=dataset.test), tmp_path) is None


def test_the_table_has_the_shipped_model_among_the_rungs(ladder: Ladder, dataset: Dataset) -> None:
    table = ladder_table(ladder, "champion", perfect(dataset), 123, SEED)

    assert [row.name for row in table.rows] == ["majority class", "logistic regression", "champion"]
    assert table.row("majority class").metrics["accuracy"].value == 0.1
    assert table.row("champion").metrics["parameters"].value == 123


def test_the_shipped_model_is_compared_with_the_best_rungs_first(ladder: Ladder, dataset: Dataset) -> None:
    comparisons = ladder_comparisons(ladder, "champion", perfect(dataset), SEED)

    assert [one.baseline for one in comparisons] == ["logistic regression", "majority class"]
    assert comparisons[1].difference == pytest.approx(0.9)
