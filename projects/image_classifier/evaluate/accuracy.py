"""How often the model is right: beside the figures of others, class by class, and what it takes for what."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from projects.image_classifier.evaluate.published import MEASURED_ON, PUBLISHED
from projects.image_classifier.evaluate.scores import ACCURACY, Scores, accuracy
from projects.image_classifier.model.bundle import Description
from shared.evaluation import Column, Metric, Row, Table, bootstrap_statistic
from shared.evaluation.classification import confusion_matrix, macro_f1, per_class

MACRO_F1 = "macro F1"
CONFUSIONS_SHOWN = 8
RESAMPLES = 200
"""For the interval of the macro F1, which takes scikit-learn some milliseconds a time."""


def accuracy_table(name: str, scores: Scores, description: Description, seed: int) -> Table:
    """The model as ``name``, beside the published figures if it is about the data they were measured on."""
    ours = {
        ACCURACY: accuracy(scores.correct, seed),
        MACRO_F1: Metric.of(
            bootstrap_statistic(macro_f1, scores.labels, scores.predicted, n_resamples=RESAMPLES, seed=seed)
        ),
        "parameters": Metric(value=description.parameters),
    }
    printed = PUBLISHED if description.dataset == MEASURED_ON else {}
    theirs = [
        Row(name=other, metrics={metric: Metric(value=value) for metric, value in values.items()})
        for other, values in printed.items()
    ]
    rows = sorted([*theirs, Row(name=name, metrics=ours)], key=lambda row: -row.metrics[ACCURACY].value)
    return Table(
        name="accuracy",
        title="Official test set",
        columns=(
            Column(name=ACCURACY, decimals=4),
            Column(name=MACRO_F1, decimals=4),
            Column(name="parameters", better="neither", decimals=0),
        ),
        primary_metric=ACCURACY,
        rows=tuple(rows),
    )


def class_table(scores: Scores, classes: Sequence[str]) -> Table:
    """Precision, recall and F1 of each class."""
    rows = tuple(
        Row(
            name=plain(classes[int(one.name)]),
            metrics={
                "precision": Metric(value=one.precision),
                "recall": Metric(value=one.recall),
                "F1": Metric(value=one.f1),
                "pictures": Metric(value=one.support),
            },
        )
        for one in per_class(scores.labels, scores.predicted, range(len(classes)))
    )
    columns = (
        *(Column(name=name) for name in ("precision", "recall", "F1")),
        Column(name="pictures", better="neither", decimals=0),
    )
    return Table(name="classes", title="Class by class", columns=columns, primary_metric="F1", rows=rows)


def confusion_table(scores: Scores, classes: Sequence[str]) -> Table:
    """The most frequent mistakes: how many pictures, and which share of the true class."""
    matrix = confusion_matrix(scores.labels, scores.predicted, range(len(classes)))
    mistakes = matrix - np.diag(np.diag(matrix))
    most = np.argsort(-mistakes, axis=None, kind="stable")[:CONFUSIONS_SHOWN]
    pairs = [divmod(int(cell), len(classes)) for cell in most]
    rows = tuple(
        Row(
            name=f"{plain(classes[true])} taken for {plain(classes[taken])}",
            metrics={
                "pictures": Metric(value=mistakes[true, taken]),
                "share of the class": Metric(value=mistakes[true, taken] / matrix[true].sum()),
            },
        )
        for true, taken in pairs
        if mistakes[true, taken]
    )
    columns = (
        Column(name="pictures", better="neither", decimals=0),
        Column(name="share of the class", better="neither"),
    )
    return Table(
        name="confusions", title="Most frequent mistakes", columns=columns, primary_metric="pictures", rows=rows
    )


def plain(label: str) -> str:
    """Return the class as a report can name it: a slash separates the parts of a number's address there."""
    return label.replace("/", " or ")
