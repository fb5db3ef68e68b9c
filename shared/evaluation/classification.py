"""Scores of a classifier on held-out rows; scikit-learn underneath, imported on first use.

`labels` and `predicted` are arrays [n] of class names or indices. `positive` is a boolean array [n], and
`scores` a float array [n] that is higher where the model believes `positive`. Ranking scores are NaN when they
are undefined because a class is absent, so that `bootstrap_statistic` can leave such resamples out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Precision, recall and F1 of one class in [0, 1], and `support`, its number of rows."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """What a classifier risks when it answers only its most confident rows.

    `coverage` [n] ascends from 1/n to 1; `risk` [n] is the mean loss of the rows answered at that coverage.
    """

    coverage: NDArray[np.float64]
    risk: NDArray[np.float64]

    @property
    def area(self) -> float:
        """Area under the curve (AURC): the mean risk over all coverages. Lower is better."""
        return float(self.risk.mean())


def accuracy(labels: ArrayLike, predicted: ArrayLike) -> float:
    """Share of rows whose class is right, in [0, 1]."""
    from sklearn.metrics import accuracy_score

    return float(accuracy_score(labels, predicted))


def macro_f1(labels: ArrayLike, predicted: ArrayLike) -> float:
    """Mean F1 of the classes that occur in either array, in [0, 1]. A class never predicted counts as 0."""
    from sklearn.metrics import f1_score

    return float(f1_score(labels, predicted, average="macro", zero_division=0.0))


def per_class(labels: ArrayLike, predicted: ArrayLike, classes: Sequence[Any]) -> tuple[ClassScore, ...]:
    """One score for each of `classes`, in their order. An undefined precision or recall is 0."""
    from sklearn.metrics import precision_recall_fscore_support

    columns = precision_recall_fscore_support(labels, predicted, labels=list(classes), zero_division=0.0)
    return tuple(
        ClassScore(str(name), float(precision), float(recall), float(f1), int(support))
        for name, precision, recall, f1, support in zip(classes, *columns, strict=True)
    )


def confusion_matrix(labels: ArrayLike, predicted: ArrayLike, classes: Sequence[Any]) -> NDArray[np.int64]:
    """Row counts [n_classes, n_classes]: the true class down, the predicted class across."""
    from sklearn import metrics

    return np.asarray(metrics.confusion_matrix(labels, predicted, labels=list(classes)), dtype=np.int64)


def auroc(positive: ArrayLike, scores: ArrayLike) -> float:
    """Probability that a positive row outscores a negative one, in [0, 1]; NaN when a class is absent."""
    from sklearn.metrics import roc_auc_score

    truth = np.asarray(positive, dtype=bool)
    if truth.all() or not truth.any():
        return float("nan")
    return float(roc_auc_score(truth, scores))


def average_precision(positive: ArrayLike, scores: ArrayLike) -> float:
    """Area under the precision-recall steps, in [0, 1]; NaN without a positive row."""
    from sklearn.metrics import average_precision_score

    truth = np.asarray(positive, dtype=bool)
    if not truth.any():
        return float("nan")
    return float(average_precision_score(truth, scores))


def fpr_at_tpr(positive: ArrayLike, scores: ArrayLike, *, tpr: float = 0.95) -> float:
    """Lowest false positive rate of a threshold that keeps at least `tpr` of the positives, in [0, 1].

    NaN when a class is absent. In out-of-distribution detection the positives are the in-distribution rows.
    """
    from sklearn.metrics import roc_curve

    truth = np.asarray(positive, dtype=bool)
    if not 0 < tpr <= 1:
        raise ValueError(f"tpr must be in (0, 1], got {tpr}")
    if truth.all() or not truth.any():
        return float("nan")
    false_positive_rate, true_positive_rate, _ = roc_curve(truth, scores, drop_intermediate=False)
    return float(false_positive_rate[true_positive_rate >= tpr].min())


def risk_coverage(losses: ArrayLike, confidence: ArrayLike) -> RiskCoverage:
    """Risk-coverage curve of `losses` [n] (0 or 1 for errors) ordered by `confidence` [n], highest first.

    Rows of equal confidence share their mean loss, so their order does not matter. Geifman and El-Yaniv,
    "Selective classification for deep neural networks", NeurIPS 2017. Raises ValueError for empty arrays and
    arrays of different lengths.
    """
    loss, trust = np.asarray(losses, dtype=np.float64), np.asarray(confidence, dtype=np.float64)
    if loss.shape != trust.shape or loss.ndim != 1 or not len(loss):
        raise ValueError(f"losses and confidence must be [n] with n >= 1, got {loss.shape} and {trust.shape}")
    _, group = np.unique(trust, return_inverse=True)
    shared = (np.bincount(group, weights=loss) / np.bincount(group))[group]
    answered = np.arange(1, len(loss) + 1)
    return RiskCoverage(answered / len(loss), np.cumsum(shared[np.argsort(-trust)]) / answered)
