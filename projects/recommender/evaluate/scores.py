"""Per-user accuracy of a model under a split: the numbers that every table and the promotion gate start from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset, DatasetError, Interactions
from projects.recommender.model.base import Csr, Floats, ModelConfig
from projects.recommender.model.catalogue import build
from projects.recommender.model.content import item_features
from projects.recommender.model.history import matrix, recency_matrix
from projects.recommender.model.ranking import K, top_k
from projects.recommender.split import Split, temporal_per_user
from shared.evaluation import (
    average_precision_at_k,
    coverage,
    has_relevant,
    ndcg_at_k,
    precision_at_k,
    recall_at_k,
)


@dataclass(frozen=True)
class UserScores:
    """Accuracy at K of the users who have test items.

    ``users``: their indices [n]; ``history_length``: their train interactions [n]; ``recommended``: their lists, int32
    [n, K]; the metrics: float64 [n]. ``coverage``: share of the catalogue in any of these lists.
    """

    users: NDArray[np.intp]
    history_length: NDArray[np.int64]
    recommended: NDArray[np.int32]
    coverage: float
    ndcg: NDArray[np.float64]
    average_precision: NDArray[np.float64]
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]

    def by_metric(self) -> dict[str, NDArray[np.float64]]:
        """The metrics by the names that tables show."""
        return {
            f"nDCG@{K}": self.ndcg,
            f"MAP@{K}": self.average_precision,
            f"P@{K}": self.precision,
            f"R@{K}": self.recall,
        }


def evaluate_recipe(
    config: ModelConfig, split: Split, features: Csr | None = None, *, half_life: float | None = None
) -> UserScores:
    """Fit a model on the train part and judge its lists on the test part.

    Every interaction is a positive, whatever its rating; the items of a user's train part are left out of the list.
    ``half_life`` weighs the histories by recency when scoring (the model is always fitted on equal weights).
    """
    train = interaction_matrix(split.train, split.shape)
    model = build(config).fit(train, features)
    return judge(model.score(histories(split, half_life)), split)


def temporal_scores(dataset: Dataset, config: ModelConfig, half_life: float | None) -> UserScores:
    """Judge a recipe as production would meet it: on the last fifth of each user's history."""
    split = temporal_per_user(dataset.interactions, dataset.shape)
    return evaluate_recipe(config, split, item_features(dataset.items), half_life=half_life)


def judge(scores: Floats, split: Split) -> UserScores:
    """Judge scores [n_users, n_items] on the test part, train items left out."""
    return judge_lists(top_k(scores, K, interaction_matrix(split.train, split.shape)), split)


def judge_lists(recommended: NDArray[np.int32], split: Split) -> UserScores:
    """Judge lists [n_users, K] on the test part. Raises DatasetError when it holds nothing."""
    relevant = interaction_matrix(split.test, split.shape)
    users = np.flatnonzero(has_relevant(relevant))
    if len(users) == 0:
        raise DatasetError("nothing is held out to measure on: the users' histories or the items' are too short")
    lists, truth = recommended[users], relevant[users]
    return UserScores(
        users=users,
        history_length=np.bincount(split.train.users, minlength=split.shape[0])[users],
        recommended=lists,
        coverage=coverage(lists, split.shape[1]),
        ndcg=ndcg_at_k(lists, truth),
        average_precision=average_precision_at_k(lists, truth),
        precision=precision_at_k(lists, truth),
        recall=recall_at_k(lists, truth),
    )


def interaction_matrix(interactions: Interactions, shape: tuple[int, int]) -> Csr:
    """Return interactions as ones: [n_users, n_items]."""
    return matrix(interactions.users, interactions.items, None, shape)


def histories(split: Split, half_life: float | None) -> Csr:
    """Return the train part as histories, recency weighted: [n_users, n_items]."""
    train = split.train
    return recency_matrix(train.users, train.items, train.timestamps, split.shape, half_life=half_life)
