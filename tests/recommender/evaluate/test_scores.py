"""Judging lists: the protocol of the published table, on data small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from projects.recommender.data import Dataset, Interactions
from projects.recommender.evaluate import evaluate_recipe, judge, judge_lists, temporal_scores
from projects.recommender.model.catalogue import parse_config
from projects.recommender.split import Split, published

POPULARITY = parse_config({"kind": "popularity"})
RANDOM = parse_config({"kind": "random"})
EASE = parse_config({"kind": "ease", "regularization": 10})


def interactions(*pairs: tuple[int, int]) -> Interactions:
    users, items = np.array(pairs, np.int32).T
    return Interactions(users, items, np.ones(len(pairs), np.float32), np.arange(len(pairs), dtype=np.int64))


def split() -> Split:
    """Film 0 is the best known; user 2 has nothing in test, user 1 nothing in train."""
    train = interactions((0, 0), (2, 0), (2, 1))
    return Split(train, interactions((0, 1), (1, 0), (1, 2)), (3, 4))


def test_only_users_with_test_items_are_judged() -> None:
    scores = evaluate_recipe(POPULARITY, split())

    assert scores.users.tolist() == [0, 1]
    assert scores.history_length.tolist() == [1, 0]


def test_train_items_are_left_out_and_short_catalogues_padded() -> None:
    scores = evaluate_recipe(POPULARITY, split())

    assert scores.recommended.tolist() == [[1, 2, 3, *[-1] * 7], [0, 1, 2, 3, *[-1] * 6]]


def test_metrics_are_those_of_the_published_protocol() -> None:
    scores = evaluate_recipe(POPULARITY, split())

    ideal = 1 + 1 / np.log2(3)
    assert scores.by_metric()["nDCG@10"].tolist() == pytest.approx([1.0, (1 + 1 / 2) / ideal])
    assert scores.by_metric()["MAP@10"].tolist() == pytest.approx([1.0, (1 + 2 / 3) / 2])
    assert scores.by_metric()["P@10"].tolist() == pytest.approx([0.1, 0.2])
    assert scores.by_metric()["R@10"].tolist() == pytest.approx([1.0, 1.0])


def test_coverage_is_of_the_judged_lists() -> None:
    lists = np.full((3, 10), -1, np.int32)
    lists[:, 0] = [3, 3, 0]

    assert judge_lists(lists, split()).coverage == pytest.approx(1 / 4)


def test_lists_and_scores_are_judged_alike() -> None:
    everything = np.tile(np.array([1, 4, 3, 2], np.float32), (3, 1))
    by_scores = judge(everything, split())

    np.testing.assert_array_equal(by_scores.recommended[0, :3], [1, 2, 3])


def test_a_model_that_learned_beats_chance(dataset: Dataset) -> None:
    parts = published(dataset)

    assert evaluate_recipe(EASE, parts).ndcg.mean() > 2 * evaluate_recipe(RANDOM, parts).ndcg.mean()


def test_the_temporal_protocol_tests_the_end_of_each_history(dataset: Dataset) -> None:
    scores = temporal_scores(dataset, POPULARITY, None)
    lengths = np.bincount(dataset.interactions.users)

    assert scores.history_length.tolist() == [length - length // 5 for length in lengths.tolist()]


def test_recency_weights_change_the_answers(dataset: Dataset) -> None:
    plain, faded = temporal_scores(dataset, EASE, None), temporal_scores(dataset, EASE, 2.0)

    assert not np.array_equal(plain.recommended, faded.recommended)
