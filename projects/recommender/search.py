"""Choose the parameters of the ladder on training data only: ``python -m projects.recommender search`` (ten minutes).

The train part of the published split is split again by the same rule, eight times, with a train share of 90% so that
the density stays close to what the final model is fitted on. Each model is tuned alone. The blend is EASE with ALS,
the latter tuned once more beside the former, because the best soloist is not the best partner. The best settings differ
by less than the noise of the validation, so the blend may average several of them. User-kNN as a third voice brought
less than that noise, at three times the cost of an answer: it stays a rung of the ladder.

What is served, and with which half-life, is chosen on what production sees: the order of time, on a temporal split of
the temporal train part. No test part is read.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from projects.recommender.data import Dataset
from projects.recommender.data.configured import load_dataset
from projects.recommender.evaluate import judge
from projects.recommender.evaluate.report import report_folder
from projects.recommender.evaluate.scores import histories, interaction_matrix
from projects.recommender.model.base import Csr, Floats, ModelConfig
from projects.recommender.model.blend import BlendConfig, standardised
from projects.recommender.model.catalogue import build, parse_config
from projects.recommender.model.content import item_features
from projects.recommender.recipe import BLEND, RECIPE_FILE, Recipe
from projects.recommender.split import Split, published, stratified_by_item, temporal_per_user

if TYPE_CHECKING:
    from projects.recommender.settings import Settings

SEARCH_FILE = "search.json"
VALIDATION_RATIO = 0.9
VALIDATION_SEEDS = (1, 2, 3, 4, 5, 6, 7, 8)
SEARCH_SEED = 42
MAX_TRIALS = 40
RECENT_DAYS = 14

Space = Mapping[str, Sequence[float]]
SPACES: dict[str, Space] = {
    "bpr": {"learning_rate": (0.003, 0.01), "regularization": (0.003, 0.01, 0.03), "iterations": (50, 150)},
    "user-knn": {"neighbours": (50, 100, 150, 250), "sharpness": (1, 2, 3, 4), "popularity_damping": (0, 0.25, 0.5)},
    "ease": {"regularization": (300, 400, 500, 700, 1000), "feature_weight": (0, 4, 8, 16, 32)},
    "als": {
        "factors": (16, 24, 32, 48, 64),
        "regularization": (20, 25, 30, 40, 50, 60),
        "alpha": (2, 3, 4, 5, 6, 8, 10),
        "feature_weight": (0, 1, 2, 4, 8),
    },
}
PARTNER = "als beside ease"
BLEND_SPACE: Space = {"als_models": (1, 2, 3), "ease_weight": (0.35, 0.5, 0.75, 1)}
SERVABLE = ("ease", "als", BLEND)
HALF_LIVES = (None, 1, 2, 3, 5, 8, 12, 20, 40)


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
        for number, split in enumerate(self.splits):
            train = interaction_matrix(split.train, split.shape)
            scores.append(build(reseeded(config, number)).fit(train, self.features).score(train))
        return scores

    def ndcg(self, scores: Iterable[Floats]) -> float:
        """Mean over the splits of the mean over the users."""
        return float(np.mean([judge(one, split).ndcg.mean() for one, split in zip(scores, self.splits, strict=True)]))


def reseeded(config: ModelConfig, number: int) -> ModelConfig:
    """Return the config with all its seeds moved to those of one validation split."""
    if isinstance(config, BlendConfig):
        parts = [part.model_copy(update={"model": reseeded(part.model, number)}) for part in config.parts]
        return config.model_copy(update={"parts": tuple(parts)})
    seed = getattr(config, "seed", None)
    return config if seed is None else config.model_copy(update={"seed": seed + 100 * number})


def search(settings: Settings) -> Recipe:
    """Run the search and return the choice.

    It is written to the recipe file, and every trial to SEARCH_FILE in ``report_folder``.
    """
    dataset = load_dataset(settings)
    recipe, trials = choose(dataset, SPACES)
    recipe.write(RECIPE_FILE)
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
    folder = report_folder(settings, dataset)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SEARCH_FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return recipe


def choose(dataset: Dataset, spaces: dict[str, Space], max_trials: int = MAX_TRIALS) -> tuple[Recipe, list[Trial]]:
    """Return the recipe of the best settings and all trials, in the order they ran."""
    validation = Validation.of(dataset)
    trials: list[Trial] = []
    for kind, space in spaces.items():
        trials += tune(validation, kind, kind, candidates(space, max_trials))
    best = {kind: parse_config({"kind": kind, **_ranked(trials, kind)[0].parameters}) for kind in spaces}
    beside = [standardised(one) for one in validation.scores(best["ease"])]
    trials += tune(validation, PARTNER, "als", candidates(spaces["als"], max_trials), beside=beside)
    partners = [parse_config({"kind": "als", **trial.parameters}) for trial in _ranked(trials, PARTNER)]
    trials += weigh(validation, best["ease"], partners)
    blend = blend_of(best["ease"], partners, **_ranked(trials, BLEND)[0].parameters)
    rungs = {**best, BLEND: blend}
    trials += fade(dataset, {name: rungs[name] for name in SERVABLE}, validation.features)
    ladder = {"random": {"kind": "random"}, "popularity": {"kind": "popularity"}, "item-knn": {"kind": "item-knn"}}
    recipe = Recipe.model_validate(
        {
            "ladder": {**ladder, **{name: config.model_dump() for name, config in rungs.items()}},
            **chosen_by_time(trials),
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


def tune(
    validation: Validation,
    stage: str,
    kind: str,
    settings: Sequence[dict[str, float]],
    beside: Sequence[Floats] | None = None,
) -> list[Trial]:
    """Try the settings of one kind of model, its standardised scores added to those ``beside`` it."""
    from tqdm import tqdm

    trials = []
    for parameters in tqdm(settings, desc=stage):
        scores = [standardised(one) for one in validation.scores(parse_config({"kind": kind, **parameters}))]
        if beside is not None:
            scores = [one + other for one, other in zip(scores, beside, strict=True)]
        trials.append(Trial(stage, parameters, validation.ndcg(scores)))
    return trials


def weigh(validation: Validation, ease: ModelConfig, partners: Sequence[ModelConfig]) -> list[Trial]:
    """Try how many of the ranked ALS settings to average, and how much EASE weighs against them."""
    from tqdm import tqdm

    trials = []
    for parameters in tqdm(candidates(BLEND_SPACE, MAX_TRIALS), desc=BLEND):
        scores = validation.scores(blend_of(ease, partners, **parameters))
        trials.append(Trial(BLEND, parameters, validation.ndcg(scores)))
    return trials


def blend_of(ease: ModelConfig, partners: Sequence[ModelConfig], als_models: float, ease_weight: float) -> BlendConfig:
    """Return the blend of EASE with the first ``als_models`` partners, who weigh 1 together."""
    chosen = partners[: int(als_models)]
    parts = [{"weight": 1 / len(chosen), "model": one.model_dump()} for one in chosen]
    return BlendConfig.model_validate({"parts": [*parts, {"weight": ease_weight, "model": ease.model_dump()}]})


def fade(dataset: Dataset, models: Mapping[str, ModelConfig], features: Csr) -> list[Trial]:
    """Try each model with each half-life on the last fifth of each user's history within the temporal train part."""
    from tqdm import tqdm

    past = temporal_per_user(dataset.interactions, dataset.shape).train
    split = temporal_per_user(past, dataset.shape)
    train = interaction_matrix(split.train, split.shape)
    trials = []
    for name, config in tqdm(models.items(), desc="half-life"):
        model = build(config).fit(train, features)
        for half_life in HALF_LIVES:
            scores = judge(model.score(histories(split, half_life)), split)
            trials.append(Trial("half-life", {"model": name, "half_life": half_life}, float(scores.ndcg.mean())))
    return trials


def chosen_by_time(trials: Iterable[Trial]) -> dict[str, Any]:
    """Return the best half-life of each model, and which model is best with its own."""
    ranked = [trial.parameters for trial in _ranked(trials, "half-life")]
    best = {name: next(one for one in ranked if one["model"] == name) for name in SERVABLE}
    half_lives = {name: parameters["half_life"] for name, parameters in best.items()}
    return {"half_lives": half_lives, "serve": ranked[0]["model"]}


def _ranked(trials: Iterable[Trial], stage: str) -> list[Trial]:
    """The trials of one stage, the best first."""
    return sorted((trial for trial in trials if trial.stage == stage), key=lambda trial: -trial.ndcg)
