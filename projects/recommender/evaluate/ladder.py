"""The published protocol: every rung of the ladder beside the figures that others printed."""

from __future__ import annotations

from projects.recommender.data import Interactions
from projects.recommender.evaluate.bivae import BIVAE
from projects.recommender.evaluate.published import MEASURED_ON, PUBLISHED, PUBLISHED_BEST
from projects.recommender.evaluate.scores import UserScores, evaluate_recipe, interaction_matrix, judge
from projects.recommender.evaluate.tables import (
    PRIMARY,
    accuracy_row,
    accuracy_table,
    compare,
    compare_to_constant,
    constant_row,
)
from projects.recommender.model.base import Csr
from projects.recommender.model.history import matrix
from projects.recommender.model.neighbours import ItemKnn, ItemKnnConfig
from projects.recommender.recipe import BLEND, Recipe
from projects.recommender.split import Split
from shared.evaluation import Comparison, Table

SAR = "SAR (reproduced)"
SAR_HALF_LIFE_DAYS = 30
_DAY = 86_400


def ladder_scores(recipe: Recipe, split: Split, features: Csr) -> dict[str, UserScores]:
    """Judge SAR as published and every model of the recipe."""
    scores = {name: evaluate_recipe(config, split, features) for name, config in recipe.ladder.items()}
    return {SAR: sar_scores(split), **scores}


def sar_scores(split: Split) -> UserScores:
    """Judge SAR with the settings of its published row: Jaccard, histories weighted by rating and age."""
    model = ItemKnn(ItemKnnConfig()).fit(interaction_matrix(split.train, split.shape))
    return judge(model.score(sar_affinity(split.train, split.shape)), split)


def sar_affinity(train: Interactions, shape: tuple[int, int]) -> Csr:
    """Return rating · 0.5^(age / 30 days), age counted from the latest interaction of all: [n_users, n_items]."""
    age_days = (train.timestamps.max() - train.timestamps) / _DAY
    return matrix(train.users, train.items, train.ratings * 0.5 ** (age_days / SAR_HALF_LIFE_DAYS), shape)


def ladder_table(scores: dict[str, UserScores], dataset_name: str, seed: int) -> Table:
    """All rungs by nDCG; the published rows only for the data set they were measured on."""
    printed = PUBLISHED if dataset_name == MEASURED_ON else {}
    ours = [accuracy_row(name, one, seed) for name, one in scores.items()]
    theirs = [constant_row(name, values) for name, values in printed.items()]
    rows = sorted([*ours, *theirs], key=lambda row: row.metrics[PRIMARY].value)
    return accuracy_table("ladder", "Published protocol", tuple(rows))


def ladder_comparisons(scores: dict[str, UserScores], dataset_name: str, seed: int) -> tuple[Comparison, ...]:
    """The blend, where there is one, against the baselines, paired; and against the published best, unpaired."""
    if BLEND not in scores:
        return ()
    blend = scores[BLEND]
    others = [name for name in ("popularity", SAR, BIVAE, "ease", "als") if name in scores]
    paired = [compare(BLEND, blend, name, scores[name], seed) for name in others]
    if dataset_name != MEASURED_ON:
        return tuple(paired)
    best = PUBLISHED[PUBLISHED_BEST][PRIMARY]
    return (*paired, compare_to_constant(BLEND, blend, f"{PUBLISHED_BEST}, unpaired", best, seed))
