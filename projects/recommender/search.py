"""Choose the parameters of the ladder on training data only: ``python -m projects.recommender search`` (ten minutes).

The train part of the published split is split again by the same rule, four times, with a train share of 90% so that the
density stays close to what the final model is fitted on. Each model is tuned alone, then the weights of the blend over
the best of each. The recency half-life is chosen on a temporal split of the temporal train part. No test part is read.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from projects.recommender.data import Dataset
from projects.recommender.data.configured import load_dataset
from projects.recommender.evaluate import evaluate_recipe, judge
from projects.recommender.evaluate.scores import interaction_matrix
from projects.recommender.model.base import Csr, Floats, ModelConfig
from projects.recommender.model.blend import BlendConfig, Part, standardised
from projects.recommender.model.catalogue import build, parse_config
from projects.recommender.model.content import item_features
from projects.recommender.recipe import SERVED, Recipe
from projects.recommender.split import Split, published, stratified_by_item, temporal_per_user

if TYPE_CHECKING:
    from projects.recommender.settings import Settings

SEARCH_FILE = Path(__file__).parent / "reports" / "search.json"
VALIDATION_RATIO = 0.9
VALIDATION_SEEDS = (1, 2, 3, 4)
SEARCH_SEED = 42
MAX_TRIALS = 40
RECENT_DAYS = 14

Space = dict[str, Sequence[float]]
SPACES: dict[str, Space] = {
    "bpr": {
        "factors": (8, 16, 32),
        "learning_rate": (0.01, 0.03),
        "regularization": (0.01, 0.05),
        "iterations": (100,),
    },
    "user-knn": {"neighbours": (50, 100, 150, 250), "sharpness": (1, 2, 3, 4), "popularity_damping": (0, 0.25, 0.5)},
    "ease": {"regularization": (300, 400, 500, 700, 1000), "feature_weight": (0, 4, 8, 16, 32)},
    "als": {
        "factors": (16, 24, 32, 48, 64),
        "regularization": (20, 25, 30, 40, 50, 60),
        "alpha": (2, 3, 4, 5, 6, 8, 10),
        "feature_weight": (0, 1, 2, 4, 8),
    },
}
BLEND_WEIGHTS: Space = {"als": (1,), "ease": (0.5, 0.75, 1, 1.5), "user-knn": (0, 0.25, 0.5, 0.75, 1)}
HALF_LIVES = (None, 2, 3, 5, 8, 12, 20, 40)


@dataclass(frozen=True)
class Trial:
    """One setting and its mean validation nDCG@10."""

    stage: str
    parameters: dict[str, Any]
    ndcg: float


@dataclass(frozen=True)
class Validation:
    """The validation splits and the item features."""

    splits: tuple[Split, ...]
    features: Csr

    @classmethod
    def of(cls, dataset: Dataset) -> Validation:
        """Split the published train part again."""
        outer = published(dataset)
        inner = [
            stratified_by_item(outer.train, outer.shape, ratio=VALIDATION_RATIO, seed=seed) for seed in VALIDATION_SEEDS
        ]
        return cls(tuple(inner), item_features(dataset.items))

    def scores(self, config: ModelConfig) -> list[Floats]:
        """Fit on each split and score its users. Each split trains with its own seed: no lucky seed is chosen."""
        scores = []
        for seed, split in zip(VALIDATION_SEEDS, self.splits, strict=True):
            train = interaction_matrix(split.train, split.shape)
            seeded = config.model_copy(update={"seed": seed}) if "seed" in type(config).model_fields else config
            scores.append(build(seeded).fit(train, self.features).score(train))
        return scores

    def ndcg(self, scores: Iterable[Floats]) -> float:
        """Mean over the splits of the mean over the users."""
        return float(np.mean([judge(one, split).ndcg.mean() for one, split in zip(scores, self.splits, strict=True)]))


def search(settings: Settings) -> Recipe:
    """Run the search, write every trial to SEARCH_FILE and the choice to the recipe file, and return the choice."""
    dataset = load_dataset(settings)
    recipe, trials = choose(dataset)
    recipe.write()
    protocol = {
        "dataset": dataset.name,
        "data_sha256": dataset.sha256,
        "validation_ratio": VALIDATION_RATIO,
        "validation_seeds": VALIDATION_SEEDS,
        "search_seed": SEARCH_SEED,
    }
    content = {
        "protocol": protocol,
        "chosen": recipe.model_dump(mode="json"),
        "trials": [asdict(one) for one in trials],
    }
    SEARCH_FILE.parent.mkdir(exist_ok=True)
    SEARCH_FILE.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return recipe


def choose(
    dataset: Dataset, spaces: dict[str, Space] = SPACES, max_trials: int = MAX_TRIALS
) -> tuple[Recipe, list[Trial]]:
    """Return the recipe of the best settings and all trials, in the order they ran."""
    validation = Validation.of(dataset)
    trials: list[Trial] = []
    for kind, space in spaces.items():
        trials += tune(validation, kind, candidates(space, max_trials))
    best = {kind: parse_config({"kind": kind, **_best(trials, kind).parameters}) for kind in spaces}
    trials += weigh(validation, best)
    blend = _blend(best, _best(trials, SERVED).parameters)
    trials += fade(dataset, blend, validation.features)
    ladder = {"random": {"kind": "random"}, "popularity": {"kind": "popularity"}, "item-knn": {"kind": "item-knn"}}
    recipe = Recipe.model_validate(
        {
            "ladder": {**ladder, **{name: config.model_dump() for name, config in {**best, SERVED: blend}.items()}},
            "half_life": _best(trials, "half-life").parameters["half_life"],
            "recent_days": RECENT_DAYS,
        }
    )
    return recipe, trials


def candidates(space: Space, max_trials: int) -> list[dict[str, float]]:
    """Return all settings of a space, or ``max_trials`` of them drawn without replacement when there are more."""
    grid = [dict(zip(space, values, strict=True)) for values in itertools.product(*space.values())]
    if len(grid) <= max_trials:
        return grid
    drawn = np.random.default_rng(SEARCH_SEED).choice(len(grid), max_trials, replace=False)
    return [grid[index] for index in sorted(drawn.tolist())]


def tune(validation: Validation, kind: str, settings: Sequence[dict[str, float]]) -> list[Trial]:
    """Try the settings of one kind of model."""
    from tqdm import tqdm

    return [
        Trial(kind, one, validation.ndcg(validation.scores(parse_config({"kind": kind, **one}))))
        for one in tqdm(settings, desc=kind)
    ]


def weigh(validation: Validation, best: dict[str, ModelConfig]) -> list[Trial]:
    """Try the weights of the blend over the best model of each kind, each fitted once."""
    from tqdm import tqdm

    parts = {kind: [standardised(one) for one in validation.scores(best[kind])] for kind in BLEND_WEIGHTS}
    trials = []
    for weights in tqdm(candidates(BLEND_WEIGHTS, MAX_TRIALS), desc=SERVED):
        sums = (
            np.sum([np.float32(weights[kind]) * parts[kind][number] for kind in parts], axis=0)
            for number in range(len(validation.splits))
        )
        trials.append(Trial(SERVED, weights, validation.ndcg(sums)))
    return trials


def fade(dataset: Dataset, blend: ModelConfig, features: Csr) -> list[Trial]:
    """Try the half-lives on the last fifth of each user's history within the temporal train part."""
    from tqdm import tqdm

    train = temporal_per_user(dataset.interactions, dataset.shape).train
    split = temporal_per_user(train, dataset.shape)
    return [
        Trial(
            "half-life", {"half_life": one}, float(evaluate_recipe(blend, split, features, half_life=one).ndcg.mean())
        )
        for one in tqdm(HALF_LIVES, desc="half-life")
    ]


def _best(trials: Iterable[Trial], stage: str) -> Trial:
    return max((trial for trial in trials if trial.stage == stage), key=lambda trial: trial.ndcg)


def _blend(best: dict[str, ModelConfig], weights: dict[str, float]) -> BlendConfig:
    parts = [
        Part.model_validate({"weight": weight, "model": best[kind].model_dump()})
        for kind, weight in weights.items()
        if weight
    ]
    return BlendConfig(parts=tuple(parts))
