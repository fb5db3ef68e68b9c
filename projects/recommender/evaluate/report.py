"""Everything that is measured, in one report with its figures: ``python -m projects.recommender evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from projects.recommender.data import Dataset
from projects.recommender.data.configured import load_dataset
from projects.recommender.evaluate import beyond, ladder, temporal
from projects.recommender.evaluate.bivae import rerun_scores
from projects.recommender.evaluate.published import MEASURED_ON
from projects.recommender.evaluate.tables import PRIMARY
from projects.recommender.model.content import item_features
from projects.recommender.model.ranking import K
from projects.recommender.recipe import Recipe
from projects.recommender.split import published, temporal_per_user
from shared.evaluation import Report
from shared.tracking.runs import tracked_run

if TYPE_CHECKING:
    from projects.recommender.settings import Settings

REPORTS = Path(__file__).parent.parent / "reports"
METRICS_FILE = "metrics.json"
PROTOCOL = (
    f"k = {K}, every interaction a positive, train items left out, means over users with test items, 95% bootstrap "
    "intervals over users. Ladder: a random 75/25 split of each item's interactions (seed 42); all else: the "
    "order of time. Parameters were chosen on train parts alone."
)


def evaluate(settings: Settings) -> Report:
    """Measure the committed recipe on the configured data set.

    The report and its figures go to ``report_folder`` and, as a run, to MLflow.
    """
    dataset, recipe = load_dataset(settings), Recipe.read()
    params = {"dataset": dataset.name, "half_life": recipe.half_life, "config": recipe.served.model_dump_json()}
    with tracked_run(settings, "recommender", params=params, data_sha256=dataset.sha256, seed=settings.seed) as run:
        report = build_report(dataset, recipe, settings.seed)
        folder = report_folder(settings, dataset)
        report.write(folder / METRICS_FILE)
        run.log_report(report, *draw(report, folder))
    return report


def report_folder(settings: Settings, dataset: Dataset) -> Path:
    """Return REPORTS for the data set that the committed reports are about, a folder below data_dir for any other."""
    return REPORTS if dataset.name == MEASURED_ON else settings.data_dir / "reports" / dataset.name


def build_report(dataset: Dataset, recipe: Recipe, seed: int) -> Report:
    """Return all tables and comparisons of a recipe on a data set."""
    features = item_features(dataset.items)
    split = published(dataset)
    scores = {**ladder.ladder_scores(recipe, split, features), **rerun_scores(dataset, split)}
    past = temporal_per_user(dataset.interactions, dataset.shape)
    past_scores = temporal.rung_scores(recipe, past, features)
    served = temporal.faded(recipe.serve, recipe)
    return Report(
        name="recommender",
        dataset=dataset.name,
        protocol=PROTOCOL,
        data_sha256=dataset.sha256,
        seed=seed,
        command="python -m projects.recommender evaluate",
        tables=(
            ladder.ladder_table(scores, dataset.name, seed),
            temporal.temporal_table(past_scores, seed),
            temporal.global_split(dataset, recipe, features, seed),
            beyond.beyond_accuracy(past_scores, past, features),
            beyond.diversity_tradeoff(dataset, recipe, past, features),
            beyond.by_group(served, past_scores[served], past_scores["popularity"], past, seed),
        ),
        comparisons=(
            *ladder.ladder_comparisons(scores, dataset.name, seed),
            *temporal.temporal_comparisons(past_scores, recipe, seed),
        ),
    )


def draw(report: Report, folder: Path) -> list[Path]:
    """Draw the figures of the report in ``folder`` and return the SVG files."""
    from shared.evaluation.figures import Point, bars_with_intervals, tradeoff

    ladder_file, temporal_file, diversity_file = (
        folder / f"{name}.svg" for name in ("ladder", "temporal", "diversity")
    )
    bars_with_intervals(report.table("ladder"), PRIMARY, ladder_file)
    bars_with_intervals(report.table("temporal"), PRIMARY, temporal_file)
    points = [
        Point(x=row.metrics["diversity"].value, y=row.metrics[PRIMARY].value, label=row.name)
        for row in report.table("diversity").rows
    ]
    tradeoff(points, diversity_file, x_label="intra-list diversity", y_label=PRIMARY)
    return [ladder_file, temporal_file, diversity_file]
