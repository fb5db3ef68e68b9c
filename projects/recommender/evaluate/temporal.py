"""What production sees: the future is tested with models of the past."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset
from projects.recommender.evaluate.scores import UserScores, evaluate_recipe, histories, interaction_matrix, judge
from projects.recommender.evaluate.tables import PRIMARY, accuracy_row, accuracy_table, compare
from projects.recommender.model.base import Csr
from projects.recommender.model.catalogue import build
from projects.recommender.model.popularity import PopularityConfig, interaction_counts
from projects.recommender.recipe import Recipe
from projects.recommender.split import Split, global_time
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean


def rung_scores(recipe: Recipe, split: Split, features: Csr | None) -> dict[str, UserScores]:
    """Judge on a temporal split: popularity, and what could be served, without recency weights and with its own.

    The latter are called as ``faded`` says.
    """
    plain = {"popularity": evaluate_recipe(PopularityConfig(), split)}
    weighted = {}
    for name, half_life in recipe.half_lives.items():
        model = build(recipe.ladder[name]).fit(interaction_matrix(split.train, split.shape), features)
        plain[name] = judge(model.score(histories(split, None)), split)
        weighted[faded(name, recipe)] = judge(model.score(histories(split, half_life)), split)
    return plain | weighted


def faded(name: str, recipe: Recipe) -> str:
    """How a rung is called when histories are weighted by recency."""
    half_life = recipe.half_lives[name]
    return f"{name}, half-life {half_life:g}" if half_life else f"{name}, no half-life"


def temporal_table(scores: dict[str, UserScores], seed: int) -> Table:
    """All rungs on the last fifth of each user's history."""
    rows = tuple(accuracy_row(name, one, seed) for name, one in scores.items())
    return accuracy_table("temporal", "Last fifth of each user", rows)


def temporal_comparisons(scores: dict[str, UserScores], recipe: Recipe, seed: int) -> tuple[Comparison, ...]:
    """What recency weights bring to the served model, and what it brings over those that were not chosen; paired."""
    served = faded(recipe.serve, recipe)
    rivals = [faded(name, recipe) for name in recipe.half_lives if name != recipe.serve]
    others = (recipe.serve, *rivals)
    return tuple(compare(served, scores[served], name, scores[name], seed) for name in others)


def global_split(dataset: Dataset, recipe: Recipe, features: Csr | None, seed: int) -> Table:
    """The last fifth of all interactions, where most users are new: whom the cold-start route serves, and how well."""
    split = global_time(dataset.interactions, dataset.shape)
    popular = interaction_counts(split.train, split.shape[1])
    recent = interaction_counts(split.train, split.shape[1], last_days=recipe.recent_days)
    model = build(recipe.served).fit(interaction_matrix(split.train, split.shape), features)
    personal = model.score(histories(split, recipe.half_life))
    cold = np.bincount(split.train.users, minlength=split.shape[0]) == 0
    answers = {
        "popularity of all time": np.broadcast_to(popular, split.shape),
        f"popularity of the last {recipe.recent_days} days": np.broadcast_to(recent, split.shape),
        f"{recipe.serve} for everybody": personal,
        f"{recipe.serve}, recent popularity for new users": np.where(cold[:, None], recent, personal),
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


def _by_history(scores: UserScores, seed: int) -> dict[str, Metric]:
    new = scores.history_length == 0
    groups: dict[str, NDArray[np.bool_]] = {PRIMARY: new | True, f"{PRIMARY} new": new, f"{PRIMARY} known": ~new}
    return {
        name: Metric.of(bootstrap_mean(scores.ndcg[group], seed=seed)) for name, group in groups.items() if group.any()
    }
