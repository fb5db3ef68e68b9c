"""Beyond accuracy: how much of the catalogue, how new, how varied, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset
from projects.recommender.evaluate.scores import UserScores, interaction_matrix, judge_lists
from projects.recommender.evaluate.tables import PRIMARY
from projects.recommender.model.base import Csr
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.ranking import PAD, K
from projects.recommender.recipe import Recipe
from projects.recommender.recommend import RecommendationEngine
from projects.recommender.split import Split
from shared.evaluation import (
    Column,
    Metric,
    Row,
    Table,
    bootstrap_mean,
    coverage,
    intra_list_diversity,
    mean_popularity,
    novelty,
)

DIVERSITIES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7)
GROUPS = ("light", "medium", "heavy")
COLUMNS = (
    Column(name=PRIMARY),
    Column(name=f"coverage@{K}"),
    Column(name="novelty, bits", decimals=2),
    Column(name="diversity"),
    Column(name="popularity", better="neither"),
)


def beyond_accuracy(scores: dict[str, UserScores], split: Split, features: Csr) -> Table:
    """Coverage, novelty, diversity and popularity of the lists of each model."""
    rows = tuple(Row(name=name, metrics=_character(one, split, features)) for name, one in scores.items())
    return Table(
        name="beyond-accuracy",
        title="Lists for the last fifth of each user",
        columns=COLUMNS,
        primary_metric=PRIMARY,
        rows=rows,
    )


def diversity_tradeoff(dataset: Dataset, recipe: Recipe, split: Split, features: Csr) -> Table:
    """What each setting of the diversity knob costs the served model in accuracy and brings in variety."""
    past = replace(dataset, interactions=split.train)
    engine = RecommendationEngine.of(RecommenderModel.fit(past, recipe.served, half_life=recipe.half_life))
    known = [engine.model.histories.of(user).tolist() for user in range(split.shape[0])]
    rows = []
    for diversity in DIVERSITIES:
        lists = np.stack([_list(engine, history, diversity) for history in known])
        metrics = _character(judge_lists(lists, split), split, features)
        rows.append(Row(name=f"{diversity:g}", metrics=metrics))
    title = "Diversity asked for"
    return Table(name="diversity", title=title, columns=COLUMNS, primary_metric=PRIMARY, rows=tuple(rows))


def by_group(name: str, served: UserScores, popular: UserScores, split: Split, seed: int) -> Table:
    """Thirds of the users by the length of their history: who is served well, and who is fed what is popular anyway.

    ``name`` is that of the served model; ``popular`` are the scores of the popularity list.
    """
    share = (_item_counts(split) / split.shape[0]).astype(np.float32)
    seen = interaction_matrix(split.train, split.shape)
    own = np.asarray(seen @ share)[served.users] / np.maximum(served.history_length, 1)
    listed = mean_popularity(served.recommended, _item_counts(split), split.shape[0])
    borders = np.quantile(served.history_length, [1 / 3, 2 / 3])
    group_of = np.searchsorted(borders, served.history_length)
    rows = []
    for number, group in enumerate(GROUPS):
        members = group_of == number
        if not members.any():
            continue
        lengths = served.history_length[members]
        metrics = {
            PRIMARY: Metric.of(bootstrap_mean(served.ndcg[members], seed=seed)),
            f"{PRIMARY} of popularity": Metric.of(bootstrap_mean(popular.ndcg[members], seed=seed)),
            "popularity of the list": Metric.of(bootstrap_mean(listed[members], seed=seed)),
            "of the history": Metric.of(bootstrap_mean(own[members], seed=seed)),
        }
        rows.append(Row(name=f"{group}: {lengths.min()}-{lengths.max()} films, {len(lengths)} users", metrics=metrics))
    columns = tuple(
        Column(name=metric, better="neither" if metric.startswith(("popularity", "of")) else "higher")
        for metric in metrics
    )
    return Table(name="groups", title=f"{name} by history", columns=columns, primary_metric=PRIMARY, rows=tuple(rows))


def _character(scores: UserScores, split: Split, features: Csr) -> dict[str, Metric]:
    counts, n_users = _item_counts(split), split.shape[0]
    values = (
        scores.ndcg.mean(),
        coverage(scores.recommended, split.shape[1]),
        np.nanmean(novelty(scores.recommended, counts, n_users)),
        np.nanmean(intra_list_diversity(scores.recommended, features)),
        np.nanmean(mean_popularity(scores.recommended, counts, n_users)),
    )
    return {column.name: Metric(value=float(value)) for column, value in zip(COLUMNS, values, strict=True)}


def _list(engine: RecommendationEngine, history: Sequence[int], diversity: float) -> NDArray[np.int32]:
    picked = engine.recommend(history, k=K, diversity=diversity).items
    return np.pad(picked, (0, K - len(picked)), constant_values=PAD)


def _item_counts(split: Split) -> NDArray[np.int64]:
    return np.bincount(split.train.items, minlength=split.shape[1])
