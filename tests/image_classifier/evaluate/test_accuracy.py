"""How often the model is right, by numbers small enough to count."""

from __future__ import annotations

import numpy as np
import pytest

from projects.image_classifier.evaluate.accuracy import accuracy_table, class_table, confusion_table, plain
from projects.image_classifier.evaluate.published import MEASURED_ON, PUBLISHED
from projects.image_classifier.evaluate.scores import Scores
from tests.image_classifier import champions
from tests.image_classifier.evaluate import small_catalogue

CLASSES = ("T-shirt/top", "Bag")
SEED = 1


def answers(labels: list[int], predicted: list[int]) -> Scores:
    return Scores(np.eye(2, dtype=np.float32)[predicted], np.array(labels), 1.0)


def test_accuracy_has_an_interval_and_stands_alone_beside_another_data_set() -> None:
    scores = small_catalogue.scores([True] * 30 + [False] * 10)
    [ours] = accuracy_table("champion", scores, champions.description(), SEED).rows
    metric = ours.metrics["accuracy"]

    assert metric.value == 0.75
    assert metric.low is not None
    assert metric.high is not None
    assert 0.55 < metric.low < 0.75 < metric.high < 0.9


def test_published_figures_stand_beside_the_data_they_were_measured_on() -> None:
    description = champions.description().model_copy(update={"dataset": MEASURED_ON})
    rows = accuracy_table("champion", small_catalogue.scores([True] * 19 + [False]), description, SEED).rows

    assert {row.name for row in rows} == {"champion", *PUBLISHED}
    assert [row.metrics["accuracy"].value for row in rows] == sorted(
        (row.metrics["accuracy"].value for row in rows), reverse=True
    )
    assert all(row.metrics["accuracy"].low is None for row in rows if row.name in PUBLISHED)


def test_each_class_has_its_precision_and_recall() -> None:
    table = class_table(answers([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 1]), CLASSES)
    shirt, bag = (table.row(plain(name)).metrics for name in CLASSES)

    assert (shirt["precision"].value, shirt["recall"].value) == (1, 0.75)
    assert bag["precision"].value == pytest.approx(2 / 3, abs=1e-6)
    assert (bag["recall"].value, bag["pictures"].value) == (1, 2)


def test_mistakes_are_told_most_frequent_first_and_right_answers_are_none() -> None:
    table = confusion_table(answers([0, 0, 0, 1, 1], [1, 1, 0, 0, 1]), CLASSES)

    assert [row.name for row in table.rows] == ["T-shirt or top taken for Bag", "Bag taken for T-shirt or top"]
    assert table.rows[0].metrics["share of the class"].value == pytest.approx(2 / 3, abs=1e-6)
