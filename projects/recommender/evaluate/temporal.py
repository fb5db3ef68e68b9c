"""What production sees: the future is tested with models of the past."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset
from projects.recommender.evaluate.scores import UserScores, evaluate_recipe, histories, interaction_matrix, judge
from projects.recommender.evaluate.tables import PRIMARY, accuracy_row, accuracy_table, compare
from projects.recommender.model.base import Csr, Floats
from projects.recommender.model.catalogue import build
from projects.recommender.recipe import SERVED, Recipe
from projects.recommender.split import Split, global_time, temporal_per_user
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean

RUNGS = ("popularity", "als", "ease", SERVED)
_DAY = 86_400


def per_user(dataset: Dataset, recipe: Recipe, features: Csr | None, seed: int) -> tuple[Table, Comparison]:
    """The last fifth of each user's history, with and without recency weights, and what the weights bring."""
    split = temporal_per_user(dataset.interactions, dataset.shape)
    scores = {name: evaluate_recipe(recipe.ladder[name], split, features) for name in RUNGS if name in recipe.ladder}
    recent = f"{SERVED}, half-life {recipe.half_life:g}" if recipe.half_life else f"{SERVED}, as served"
    scores[recent] = evaluate_recipe(recipe.served, split, features, half_life=recipe.half_life)
    rows = tuple(accuracy_row(name, one, seed) for name, one in scores.items())
    table = accuracy_table("temporal", "Last fifth of each user", rows)
    return table, compare(recent, scores[recent], SERVED, scores[SERVED], seed)


def global_split(dataset: Dataset, recipe: Recipe, features: Csr | None, seed: int) -> Table:
    """The last fifth of all interactions, where most users are new: whom the cold-start route serves, and how well."""
    split = global_time(dataset.interactions, dataset.shape)
    popular, recent = popularity(split, None), popularity(split, recipe.recent_days)
    model = build(recipe.served).fit(interaction_matrix(split.train, split.shape), features)
    personal = model.score(histories(split, recipe.half_life))
    cold = np.bincount(split.train.users, minlength=split.shape[0]) == 0
    answers = {
        "popularity of all time": np.broadcast_to(popular, split.shape),
        f"popularity of the last {recipe.recent_days} days": np.broadcast_to(recent, split.shape),
        f"{SERVED} for everybody": personal,
        f"{SERVED}, recent popularity for new users": np.where(cold[:, None], recent, personal),
    }
    scores = {name: judge(np.ascontiguousarray(one, np.float32), split) for name, one in answers.items()}
    first = next(iter(scores.values()))
    new = int((first.history_length == 0).sum())
    return Table(
        name="global-time",
        title=f"Last fifth of all time: {new} new and {len(first.users) - new} known users",
        columns=tuple(Column(name=name) for name in (PRIMARY, f"{PRIMARY} new", f"{PRIMARY} known")),
        primary_metric=PRIMARY,
        rows=tuple(Row(name=name, metrics=_by_history(one, seed)) for name, one in scores.items()),
    )


def popularity(split: Split, days: int | None) -> Floats:
    """Count the train interactions of each item [n_items], of the last ``days`` days or of all time."""
    train = split.train
    since = train.timestamps.max() - days * _DAY if days is not None else train.timestamps.min() - 1
    return np.bincount(train.items[train.timestamps > since], minlength=split.shape[1]).astype(np.float32)


def _by_history(scores: UserScores, seed: int) -> dict[str, Metric]:
    new = scores.history_length == 0
    groups: dict[str, NDArray[np.bool_]] = {PRIMARY: new | True, f"{PRIMARY} new": new, f"{PRIMARY} known": ~new}
    return {
        name: Metric.of(bootstrap_mean(scores.ndcg[group], seed=seed)) for name, group in groups.items() if group.any()
    }
