"""Everything that is measured, in one report with its figures: ``python -m projects.recommender evaluate``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from projects.recommender.data import Dataset
from projects.recommender.data.configured import load_dataset
from projects.recommender.evaluate import beyond, ladder, temporal
from projects.recommender.evaluate.scores import K, histories
from projects.recommender.evaluate.tables import PRIMARY
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.recipe import Recipe
from projects.recommender.recommend import RecommenderService
from projects.recommender.split import published
from shared.evaluation import Report

if TYPE_CHECKING:
    from projects.recommender.settings import Settings

REPORTS = Path(__file__).parent.parent / "reports"
METRICS_FILE = "metrics.json"
PROTOCOL = (
    f"k = {K}, every interaction a positive, train items left out, means over users with test items, 95% bootstrap "
    "intervals over users. Ladder: a random 75/25 split of each item's interactions (seed 42). "
    "Parameters were chosen on train parts alone."
)


def evaluate(settings: Settings) -> Report:
    """Measure the committed recipe on the configured data set; write metrics.json and the figures to REPORTS."""
    report = build_report(load_dataset(settings), Recipe.read(), settings.seed)
    report.write(REPORTS / METRICS_FILE)
    draw(report, REPORTS)
    return report


def build_report(dataset: Dataset, recipe: Recipe, seed: int) -> Report:
    """Return all tables and comparisons of a recipe on a data set."""
    split = published(dataset)
    past = RecommenderService.of(RecommenderModel.fit(replace(dataset, interactions=split.train), recipe.served))
    features = past.model.features
    scores = ladder.ladder_scores(recipe, split, features)
    temporal_table, recency_gain = temporal.per_user(dataset, recipe, features, seed)
    unranked = past.model.model.score(histories(split, None))
    return Report(
        name="recommender",
        dataset=dataset.name,
        protocol=PROTOCOL,
        data_sha256=dataset.sha256,
        seed=seed,
        command="python -m projects.recommender evaluate",
        tables=(
            ladder.ladder_table(scores, dataset.name, seed),
            temporal_table,
            temporal.global_split(dataset, recipe, features, seed),
            beyond.beyond_accuracy(scores, split, features),
            beyond.diversity_tradeoff(unranked, past.catalogue, split, features),
            beyond.by_group(scores, split, seed),
        ),
        comparisons=(*ladder.ladder_comparisons(scores, dataset.name, seed), recency_gain),
    )


def draw(report: Report, folder: Path) -> None:
    """Draw the figures of the report as SVG files in ``folder``."""
    from shared.evaluation.figures import Point, bars_with_intervals, tradeoff

    bars_with_intervals(report.table("ladder"), PRIMARY, folder / "ladder.svg")
    bars_with_intervals(report.table("temporal"), PRIMARY, folder / "temporal.svg")
    points = [
        Point(x=row.metrics["diversity"].value, y=row.metrics[PRIMARY].value, label=row.name)
        for row in report.table("diversity").rows
    ]
    tradeoff(points, folder / "diversity.svg", x_label="intra-list diversity", y_label=PRIMARY)
