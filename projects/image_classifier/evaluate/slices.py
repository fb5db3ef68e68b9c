"""Parts of the test set on which the model may be worse than on the whole: is it the part, or only its classes?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.images import Images, Pixels
from projects.image_classifier.evaluate.scores import ACCURACY, Scores, accuracy
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

BRIGHT = 64
"""A pixel brighter than this belongs to the product."""
GAP, FLAGGED = "gap at equal classes", "flagged"
Mask = NDArray[np.bool_]


def slice_table(images: Images, scores: Scores, of_mirrored: Scores, seed: int) -> Table:
    """Thirds of the test set by brightness, size and contrast, and the whole test set mirrored.

    The gap compares each picture with the accuracy of its class, so that a part is not blamed for the classes it
    holds; for the mirrored pictures, with the picture itself. Flagged (1) is a gap whose interval lies below 0.
    """
    of_class = np.bincount(scores.labels, scores.correct) / np.maximum(np.bincount(scores.labels), 1)
    surprise = scores.correct - of_class[scores.labels]
    rows = [_row("all", scores.correct, np.zeros(len(images)), seed)]
    rows += [_row(name, scores.correct[part], surprise[part], seed) for name, part in _parts(images.pixels)]
    rows.append(_row("mirrored", of_mirrored.correct, of_mirrored.correct.astype(float) - scores.correct, seed))
    columns = (
        Column(name=ACCURACY),
        Column(name=GAP, better="neither"),
        Column(name=FLAGGED, better="neither", decimals=0),
        Column(name="pictures", better="neither", decimals=0),
    )
    return Table(
        name="slices", title="Parts of the test set", columns=columns, primary_metric=ACCURACY, rows=tuple(rows)
    )


def mirrored(images: Images) -> Images:
    """Return the pictures as in a mirror: most shoes of Fashion-MNIST point to the left, customers' need not."""
    return Images(np.ascontiguousarray(images.pixels[:, :, ::-1]), images.labels, images.classes)


def _parts(pixels: Pixels) -> Iterator[tuple[str, Mask]]:
    flat = pixels.reshape(len(pixels), -1)
    measures = {
        ("dark", "medium", "bright"): flat.mean(axis=1),
        ("small", "middle-sized", "large"): (flat > BRIGHT).mean(axis=1),
        ("low contrast", "medium contrast", "high contrast"): flat.std(axis=1),
    }
    for names, measure in measures.items():
        third = np.searchsorted(np.quantile(measure, [1 / 3, 2 / 3]), measure)
        for number, name in enumerate(names):
            part = third == number
            if part.any():
                yield name, part


def _row(name: str, correct: Mask, gap: NDArray[np.float64], seed: int) -> Row:
    measured = bootstrap_mean(gap, seed=seed)
    return Row(
        name=name,
        metrics={
            ACCURACY: accuracy(correct, seed),
            GAP: Metric.of(measured),
            FLAGGED: Metric(value=float(measured.high < 0)),
            "pictures": Metric(value=len(correct)),
        },
    )
