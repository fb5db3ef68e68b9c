"""Transfer learning on a folder of photos, cross-validated beside the plainest use of the same pretrained network.

``python -m projects.image_classifier cross-validate FOLDER`` measures and writes TRANSFER_FILE. Photos that
lie under two classes are left out, and near duplicates are tested together. The defaults of the recipe were chosen on
a part of the first fold's training photos of TrashNet: its test photos had no say, those of other folds a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm import tqdm

from projects.image_classifier.data.duplicates import groups, without_conflicts
from projects.image_classifier.data.folder import load
from projects.image_classifier.data.images import DatasetError, Labels, Photos
from projects.image_classifier.data.split import FOLDS, Positions, folds
from projects.image_classifier.evaluate.scores import ACCURACY, REPORTS, TRANSFER_FILE, accuracy
from projects.image_classifier.model.bundle import Floats
from projects.image_classifier.model.pretrained import ASSET, EfficientNetLite0, read_pretrained
from projects.image_classifier.settings import Settings
from projects.image_classifier.training.transfer import Activations, Recipe, activate, embed, predict, tune
from shared.assets import fetch
from shared.evaluation import (
    Column,
    Comparison,
    Metric,
    Report,
    Row,
    Table,
    bootstrap_statistic,
    paired_bootstrap,
)
from shared.evaluation.classification import macro_f1, per_class

Answer = Callable[[Positions, Positions], Labels]
"""Learns from the photos at the first positions, and returns the class of each photo at the second."""
MEASURED_ON = "trashnet"
"""What the committed report is about; that of any other photos goes to a folder below ``data_dir``."""
MACRO_F1, WORST_FOLD = "macro F1", "worst fold"
MAJORITY, FROZEN, TUNED = "largest class", "frozen features + logistic regression", "fine-tuned"
STRENGTH = 0.1
"""C of the logistic regression, chosen like the recipe."""
RESAMPLES = 200


def evaluate(photos: Photos, recipe: Recipe, *, name: str, weights: Path, max_pixels: int, seed: int) -> Report:
    """Cross-validate on the photos, which the report calls ``name``.

    Raises DatasetError when too few photos of a class are left without those that lie under two classes.
    """
    usable = without_conflicts(photos)
    alike = groups(usable, max_pixels=max_pixels)
    try:
        parts = folds(usable.labels, alike, seed=seed)
    except ValueError as error:
        raise DatasetError(f"without the photos that lie under two classes, {error}") from error
    published = read_pretrained(weights)
    activations = activate(published, usable.files, recipe, max_pixels=max_pixels, seed=seed)
    learners = {
        MAJORITY: _majority(usable.labels),
        FROZEN: _frozen(usable.labels, embed(published, activations, recipe)),
        TUNED: _tuned(usable.labels, published, activations, recipe, seed),
    }
    answers = {learner: _cross_validate(parts, answer) for learner, answer in learners.items()}
    right = {learner: np.equal(predicted, usable.labels) for learner, predicted in answers.items()}
    return Report(
        name="transfer",
        dataset=name,
        protocol=f"{FOLDS}-fold cross-validation by class, near duplicates in one fold",
        data_sha256=photos.sha256,
        seed=seed,
        command=f"python -m projects.image_classifier cross-validate FOLDER --name {name}",
        tables=(
            _accuracy_table(usable.labels, answers, parts, seed),
            _class_table(usable, answers[TUNED]),
            _data_table(photos, usable, alike),
        ),
        comparisons=(Comparison.of(TUNED, FROZEN, ACCURACY, paired_bootstrap(right[TUNED], right[FROZEN], seed=seed)),),
    )


def _cross_validate(parts: Sequence[tuple[Positions, Positions]], answer: Answer) -> Labels:
    """Return the class that each photo got when it was in the test part."""
    predicted = np.empty(sum(len(test) for _, test in parts), np.int64)
    for train, test in tqdm(parts, desc="cross-validation", unit="fold", disable=None):
        predicted[test] = answer(train, test)
    return predicted


def _majority(labels: Labels) -> Answer:
    return lambda train, test: np.full(len(test), np.bincount(labels[train]).argmax())


def _frozen(labels: Labels, embeddings: Floats) -> Answer:
    def answer(train: Positions, test: Positions) -> Labels:
        model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000))
        return np.asarray(model.fit(embeddings[train], labels[train]).predict(embeddings[test]))

    return answer


def _tuned(labels: Labels, published: EfficientNetLite0, activations: Activations, recipe: Recipe, seed: int) -> Answer:
    def answer(train: Positions, test: Positions) -> Labels:
        network = tune(published, activations, labels, train, recipe, seed=seed)
        return np.asarray(predict(network, activations, test, recipe).argmax(axis=1))

    return answer


def _accuracy_table(
    labels: Labels, answers: dict[str, Labels], parts: Sequence[tuple[Positions, Positions]], seed: int
) -> Table:
    def row(name: str, predicted: Labels) -> Row:
        right = np.equal(predicted, labels)
        f1 = bootstrap_statistic(macro_f1, labels, predicted, n_resamples=RESAMPLES, seed=seed)
        worst = min(float(right[test].mean()) for _, test in parts)
        metrics = {ACCURACY: accuracy(right, seed), MACRO_F1: Metric.of(f1), WORST_FOLD: Metric(value=worst)}
        return Row(name=name, metrics=metrics)

    return Table(
        name="transfer",
        title="Every photo answered by networks that were not trained on it",
        columns=(Column(name=ACCURACY), Column(name=MACRO_F1), Column(name=WORST_FOLD)),
        primary_metric=ACCURACY,
        rows=tuple(row(name, predicted) for name, predicted in answers.items()),
    )


def _class_table(photos: Photos, predicted: Labels) -> Table:
    scores = per_class(photos.labels, predicted, range(len(photos.classes)))
    rows = [
        Row(
            name=name,
            metrics={
                "precision": Metric(value=score.precision),
                "recall": Metric(value=score.recall),
                "F1": Metric(value=score.f1),
                "photos": Metric(value=score.support),
            },
        )
        for name, score in zip(photos.classes, scores, strict=True)
    ]
    counted = Column(name="photos", better="neither", decimals=0)
    return Table(
        name="transfer-classes",
        title=f"Classes, {TUNED}",
        columns=(*(Column(name=name) for name in ("precision", "recall", "F1")), counted),
        primary_metric="F1",
        rows=tuple(rows),
    )


def _data_table(photos: Photos, usable: Photos, alike: NDArray[np.intp]) -> Table:
    counts = {
        "photos": len(photos),
        "left out: under two classes": len(photos) - len(usable),
        "with a near duplicate": int((np.bincount(alike)[alike] > 1).sum()),
    }
    return Table(
        name="transfer-data",
        title="The photos",
        columns=tuple(Column(name=name, better="neither", decimals=0) for name in counts),
        primary_metric="photos",
        rows=(Row(name="all classes", metrics={name: Metric(value=count) for name, count in counts.items()}),),
    )


def cross_validate(settings: Settings, folder: Path, name: str) -> Path:
    """Measure the recipe on a folder of photos, which the report calls ``name``; return where the report lies.

    Raises DatasetError, WeightsError, and shared.assets.AssetError when the published weights can't be had.
    """
    photos = load(folder, max_pixels=settings.max_pixels)
    weights = fetch(ASSET, folder=settings.assets_dir, mirror=settings.asset_mirror)
    report = evaluate(photos, Recipe(), name=name, weights=weights, max_pixels=settings.max_pixels, seed=settings.seed)
    reports = REPORTS if name == MEASURED_ON else settings.data_dir / "reports" / name
    report.write(reports / TRANSFER_FILE)
    return reports / TRANSFER_FILE
