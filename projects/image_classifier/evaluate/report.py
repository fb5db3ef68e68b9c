"""Everything that is measured, in one report with its figures: ``python -m projects.image_classifier evaluate``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from projects.image_classifier.data.images import Dataset, DatasetError, Images
from projects.image_classifier.evaluate import accuracy, calibration, explanations, rejection, robustness, slices
from projects.image_classifier.evaluate.corruptions import CORRUPTIONS, VALIDATION_CORRUPTIONS
from projects.image_classifier.evaluate.curves import read_curves
from projects.image_classifier.evaluate.figures import draw
from projects.image_classifier.evaluate.ladder import ladder_comparisons, ladder_table, read_ladder
from projects.image_classifier.evaluate.scores import REPORTS, TRANSFER_FILE, Scores, catalogue, score
from projects.image_classifier.evaluate.unfamiliar import unfamiliar_sets
from projects.image_classifier.model.bundle import ImageModel
from projects.image_classifier.settings import SERVICE, SHIPPED, Settings
from shared.evaluation import Report, Table
from shared.tracking.runs import tracked_run

METRICS_FILE = "metrics.json"
CHAMPION = "champion"
"""How the tables call the model that comes with the repository."""
EXPLAINED = 1000
PROTOCOL = (
    "The shipped model on the official test set, 95% bootstrap intervals over pictures. Thresholds, temperature and "
    "every choice come from 5,000 pictures of the training set that trained nothing. Each corruption: every picture "
    f"once, a fifth at each severity. Explanations: the first {EXPLAINED} test pictures."
)


def evaluate(settings: Settings) -> Report:
    """Measure the shipped model on its data set.

    The report and its figures go to REPORTS and, as a run, to MLflow. Raises DatasetError when the model was trained
    on other data, and BundleError when there is none.
    """
    dataset = catalogue(settings)
    model = ImageModel.load(SHIPPED, threads=os.cpu_count() or 1)
    if model.description.data_sha256 != dataset.sha256:
        raise DatasetError(f"the model in {SHIPPED} was not trained on this {dataset.name}: train it again")
    params = {"dataset": dataset.name, "description": model.description.model_dump_json()}
    with tracked_run(settings, SERVICE, params=params, data_sha256=dataset.sha256, seed=settings.seed) as run:
        scores = score(model, dataset.test)
        report = build_report(dataset, SHIPPED, model, scores, settings.seed, kept_in=REPORTS)
        report.write(REPORTS / METRICS_FILE)
        run.log_report(report, *draw(report, scores, model, dataset.test, REPORTS))
    return report


def build_report(
    dataset: Dataset, folder: Path, model: ImageModel, scores: Scores, seed: int, *, kept_in: Path
) -> Report:
    """Return all tables and comparisons of a model.

    ``folder`` holds the model's files, ``scores`` are its answers on the test part, and the ladder and the curves are
    read from ``kept_in``.
    """
    test, kept = dataset.test, read_ladder(dataset, kept_in)
    explained = test.pixels[:EXPLAINED]
    deletion, marked = explanations.deletion_tables(model, explained, seed)
    return Report(
        name=SERVICE,
        dataset=dataset.name,
        protocol=PROTOCOL,
        data_sha256=dataset.sha256,
        seed=seed,
        command="python -m projects.image_classifier evaluate",
        tables=(
            accuracy.accuracy_table(CHAMPION, scores, model.description, seed),
            accuracy.class_table(scores, test.classes),
            accuracy.confusion_table(scores, test.classes),
            *([] if kept is None else [ladder_table(kept, CHAMPION, scores, model.description.parameters, seed)]),
            *_kept_tables(dataset, kept_in),
            calibration.calibration_table(scores),
            *_rejection_tables(model, scores, test, seed),
            *_robustness_tables(model, scores, dataset, seed),
            slices.slice_table(test, scores, score(model, slices.mirrored(test)), seed),
            explanations.sanity_table(model, folder, explained, seed),
            deletion,
        ),
        comparisons=(
            *([] if kept is None else ladder_comparisons(kept, CHAMPION, scores, seed)),
            *marked,
        ),
    )


def _kept_tables(dataset: Dataset, folder: Path) -> Iterator[Table]:
    """What takes too long to measure each time, and lies in files of its own."""
    if (growth := read_curves(dataset, folder)) is not None:
        yield growth
    if (transferred := folder / TRANSFER_FILE).is_file():
        yield from Report.read(transferred).tables


def _rejection_tables(model: ImageModel, scores: Scores, test: Images, seed: int) -> Iterator[Table]:
    judged = rejection.judge(model, test.pixels)
    sets = {name: rejection.judge(model, pixels) for name, pixels in unfamiliar_sets(seed).items()}
    yield rejection.unfamiliar_table(judged, sets, seed)
    yield rejection.rejection_table(judged, scores.correct, sets, seed)
    yield rejection.coverage_table(scores, seed)


def _robustness_tables(model: ImageModel, scores: Scores, dataset: Dataset, seed: int) -> Iterator[Table]:
    parts = (
        ("robustness", "Corrupted test pictures", dataset.test, scores, CORRUPTIONS),
        (
            "validation-robustness",
            "Corrupted validation pictures",
            dataset.validation,
            score(model, dataset.validation),
            VALIDATION_CORRUPTIONS,
        ),
    )
    for name, title, images, clean, corruptions in parts:
        correct = robustness.robustness(model, images, corruptions, seed)
        yield robustness.robustness_table(name, title, clean.correct, correct, corruptions, seed)
