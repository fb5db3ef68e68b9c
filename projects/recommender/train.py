"""Fit → evaluate → track → register → promote only if better.

The gate compares two recipes, not two fitted models: the champion's recipe is trained again on the training part of
today's data, and both are measured on the same held-out part. A champion that has already seen the held-out
interactions would otherwise win for the wrong reason. What is promoted is then fitted on all data.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset
from projects.recommender.data.configured import load_dataset
from projects.recommender.data.feedback import with_feedback
from projects.recommender.evaluate import UserScores, temporal_scores
from projects.recommender.model.base import ModelConfig
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.popularity import PopularityConfig
from projects.recommender.recipe import Recipe
from projects.recommender.recommend import RecommendationEngine
from projects.recommender.settings import SERVICE, Settings
from shared.config import database_url
from shared.evaluation import Column, Metric, Report, Row, Table, bootstrap_mean, paired_bootstrap
from shared.privacy import pseudonym
from shared.store import Store
from shared.tracking.gate import Check, GateReport, ceiling, floor, non_inferior
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, Run, tracked_run

PYFUNC = Path(__file__).with_name("pyfunc.py")
MARGIN = 0.005
"""Non-inferiority margin in nDCG@10: about a third of the half-width of its interval on MovieLens 100K."""
SLICE_MARGIN = 0.02
MIN_COVERAGE = 0.05
MAX_P95_MS = 50.0
MAX_SIZE_MB = 500.0
LATENCY_SAMPLE = 200


@dataclass(frozen=True)
class Champion:
    """The version that serves, and its recipe as its own files tell it."""

    version: str
    config: ModelConfig
    half_life: float | None


def has_champion(settings: Settings) -> bool:
    """Whether there is a model to serve."""
    return Registry(settings, SERVICE).champion() is not None


def first_champion(settings: Settings) -> GateReport:
    """Train: a minute, and no model that would suit other data could come with the repository."""
    return train(settings)


def train(settings: Settings) -> GateReport:
    """Train the recipe on the data set, and promote the model if the gate lets it pass."""
    return challenge(settings, load_dataset(settings), Recipe.read())


def retrain(settings: Settings) -> GateReport:
    """Train the recipe on the data set and all feedback received so far."""
    store = Store(database_url(settings, SERVICE), service=SERVICE)
    store.migrate()
    subject_of = partial(pseudonym, key=settings.pseudonym_key)
    dataset = with_feedback(load_dataset(settings), store.feedback_since(), subject_of)
    store.close()
    return challenge(settings, dataset, Recipe.read())


def challenge(settings: Settings, dataset: Dataset, recipe: Recipe) -> GateReport:
    """Measure a recipe beside the champion's, fit it on all data, register the model, and let the gate decide.

    Registering is the last step: whatever fails before leaves the registry as it was.
    """
    registry = Registry(settings, SERVICE)
    champion = _champion(registry)
    params = {
        "dataset": dataset.name,
        "half_life": recipe.half_life,
        "recent_days": recipe.recent_days,
        "config": recipe.served.model_dump_json(),
    }
    with (
        tracked_run(settings, SERVICE, params=params, data_sha256=dataset.sha256, seed=settings.seed) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        scores = temporal_scores(dataset, recipe.served, recipe.half_life)
        model = RecommenderModel.fit(dataset, recipe.served, half_life=recipe.half_life, recent_days=recipe.recent_days)
        bundle = Path(folder) / BUNDLE
        model.save(bundle)
        checks = [*_quality_checks(settings, dataset, scores, champion), *_cost_checks(model, bundle)]
        run.log_report(_report(settings, dataset, scores))
        registered = _register(registry, run, bundle, dataset, scores)
        report = GateReport(
            challenger=registered.version, champion=champion.version if champion else None, checks=tuple(checks)
        )
        run.log_text(report.to_markdown(), "gate.md")
        if report.passed:
            registry.promote(registered.version)
    return report


def _champion(registry: Registry) -> Champion | None:
    registered = registry.champion()
    if registered is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        model = RecommenderModel.load(registry.download(registered, Path(folder)))
    return Champion(registered.version, model.model.config, model.half_life)


def _quality_checks(
    settings: Settings, dataset: Dataset, scores: UserScores, champion: Champion | None
) -> Iterable[Check]:
    popular = temporal_scores(dataset, PopularityConfig(), None)
    gain = paired_bootstrap(scores.ndcg, popular.ndcg, seed=settings.seed)
    yield floor("nDCG@10 over popularity: lower end of the paired interval", gain.low, 0.0)
    yield floor("coverage@10", scores.coverage, MIN_COVERAGE)
    if champion is None:
        return
    today = temporal_scores(dataset, champion.config, champion.half_life)
    yield non_inferior("nDCG@10", paired_bootstrap(scores.ndcg, today.ndcg, seed=settings.seed), MARGIN)
    light = scores.history_length <= np.quantile(scores.history_length, 1 / 3)
    change = paired_bootstrap(scores.ndcg[light], today.ndcg[light], seed=settings.seed)
    yield non_inferior("nDCG@10 of users with short histories", change, SLICE_MARGIN)


def _cost_checks(model: RecommenderModel, bundle: Path) -> Iterable[Check]:
    yield ceiling("p95 of one answer, ms", _p95_milliseconds(RecommendationEngine.of(model)), MAX_P95_MS)
    size = sum(file.stat().st_size for file in bundle.iterdir())
    yield ceiling("size of the model, MB", size / 1e6, MAX_SIZE_MB)


def _p95_milliseconds(service: RecommendationEngine) -> float:
    times: NDArray[np.float64] = np.empty(min(LATENCY_SAMPLE, len(service.model.users)))
    for user in range(len(times)):
        history = service.model.histories.of(user).tolist()
        started = time.perf_counter()
        service.reasons(service.recommend(history))
        times[user] = (time.perf_counter() - started) * 1000
    return float(np.percentile(times, 95))


def _report(settings: Settings, dataset: Dataset, scores: UserScores) -> Report:
    metrics = {
        "nDCG@10": Metric.of(bootstrap_mean(scores.ndcg, seed=settings.seed)),
        "coverage@10": Metric(value=scores.coverage),
    }
    table = Table(
        name="gate",
        title="The challenger on the last fifth of each user's history",
        columns=(Column(name="nDCG@10"), Column(name="coverage@10")),
        primary_metric="nDCG@10",
        rows=(Row(name="challenger", metrics=metrics),),
    )
    return Report(
        name=SERVICE,
        dataset=dataset.name,
        protocol="temporal, per user",
        data_sha256=dataset.sha256,
        seed=settings.seed,
        command="python -m projects.recommender train",
        tables=(table,),
    )


def _register(registry: Registry, run: Run, bundle: Path, dataset: Dataset, scores: UserScores) -> RegisteredModel:
    manifest = write_manifest(bundle)
    requirements = [f"{package}=={version(package)}" for package in ("numpy", "pydantic", "scipy")]
    uri = run.log_model(bundle, pyfunc=PYFUNC, inputs={"user_id": "string"}, requirements=requirements)
    return registry.register(
        uri,
        run_id=run.run_id,
        manifest_sha256=manifest,
        data_sha256=dataset.sha256,
        metrics={"temporal_ndcg_at_10": float(scores.ndcg.mean()), "coverage_at_10": scores.coverage},
    )
