"""Accuracy on corrupted pictures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.images import Images
from projects.image_classifier.evaluate.corruptions import REHEARSED, SEVERITIES, Corruption, corrupt
from projects.image_classifier.evaluate.scores import ACCURACY, accuracy, score
from projects.image_classifier.model.bundle import ImageModel
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

CLEAN, MEAN, UNREHEARSED = "clean", "mean of the corruptions", "mean of those unlike the augmentation"
DROP = "drop"
BY_SEVERITY = tuple(f"severity {severity}" for severity in range(1, SEVERITIES + 1))
COLUMNS = (Column(name=ACCURACY), Column(name=DROP, better="lower"), *(Column(name=name) for name in BY_SEVERITY))


def corrupted(images: Images, corruption: Corruption, seed: int) -> Images:
    """Corrupt each picture once: the first at severity 1, the second at 2, and so on over and over.

    So every picture counts once, and every severity in a fifth of them.
    """
    pixels = np.empty_like(images.pixels)
    for start in range(SEVERITIES):
        pixels[start::SEVERITIES] = corrupt(images.pixels[start::SEVERITIES], corruption, start + 1, seed)
    return Images(pixels, images.labels, images.classes)


def robustness(
    model: ImageModel, images: Images, corruptions: Mapping[str, Corruption], seed: int
) -> dict[str, NDArray[np.bool_]]:
    """Return, for each corruption, whether each of its pictures is recognised, [n]."""
    return {name: score(model, corrupted(images, one, seed)).correct for name, one in corruptions.items()}


def robustness_table(
    name: str,
    title: str,
    clean: NDArray[np.bool_],
    corrupted: Mapping[str, NDArray[np.bool_]],
    corruptions: Mapping[str, Corruption],
    seed: int,
) -> Table:
    """Accuracy and its drop for each corruption, by severity where it has more than one, and in the mean.

    A second mean is of the kinds that are not in REHEARSED.
    """
    rows = [Row(name=CLEAN, metrics={ACCURACY: accuracy(clean, seed)})]
    for kind, correct in corrupted.items():
        severities = _by_severity(correct) if len(corruptions[kind].levels) > 1 else {}
        rows.append(Row(name=kind, metrics={**_accuracy_and_drop(clean, correct, seed), **severities}))
    unrehearsed = [correct for kind, correct in corrupted.items() if kind not in REHEARSED]
    for row, those in ((MEAN, list(corrupted.values())), (UNREHEARSED, unrehearsed)):
        if those:
            rows.append(Row(name=row, metrics=_accuracy_and_drop(clean, np.mean(those, axis=0), seed)))
    return Table(name=name, title=title, columns=COLUMNS, primary_metric=ACCURACY, rows=tuple(rows))


def _accuracy_and_drop(
    clean: NDArray[np.bool_], correct: NDArray[np.bool_] | NDArray[np.float64], seed: int
) -> dict[str, Metric]:
    drop = clean.mean() - correct.mean()
    return {ACCURACY: Metric.of(bootstrap_mean(correct, seed=seed)), DROP: Metric(value=float(drop))}


def _by_severity(correct: NDArray[np.bool_]) -> dict[str, Metric]:
    return {name: Metric(value=float(correct[start::SEVERITIES].mean())) for start, name in enumerate(BY_SEVERITY)}
