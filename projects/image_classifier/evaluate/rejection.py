"""What the model refuses: pictures of what it does not know, and those of its own test set that it is unsure of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.classify import Classifier, Rejected
from projects.image_classifier.data.images import Pixels
from projects.image_classifier.evaluate.scores import Scores, accuracy, batches
from projects.image_classifier.model.bundle import ImageModel
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean, bootstrap_statistic
from shared.evaluation.classification import RiskCoverage, auroc, fpr_at_tpr, risk_coverage

REASONS: tuple[str, ...] = get_args(Rejected)
COVERAGES = (1.0, 0.95, 0.9, 0.8)
TEST = "test set"
REJECTED, OF_ANSWERED, OF_REJECTED = "rejected", "accuracy of the answered", "accuracy of the rejected"
RESAMPLES = 200
"""For AUROC and FPR95, which take scikit-learn some milliseconds a time."""


@dataclass(frozen=True)
class Judged:
    """What the service would say of n pictures; ``reason`` is empty where it stands by its answer. Arrays [n]."""

    energy: NDArray[np.float64]
    confidence: NDArray[np.float64]
    reason: NDArray[np.str_]

    @property
    def rejected(self) -> NDArray[np.bool_]:
        """Whether it refuses, [n]."""
        return np.not_equal(self.reason, "")


def judge(model: ImageModel, pixels: Pixels) -> Judged:
    """Classify grey pictures, uint8 [n, height, width], by the code that serves."""
    classifier = Classifier(model)
    verdicts = [verdict for batch in batches(pixels) for verdict in classifier.classify(batch)]
    return Judged(
        energy=np.array([verdict.energy for verdict in verdicts]),
        confidence=np.array([verdict.confidence for verdict in verdicts]),
        reason=np.array([verdict.rejected or "" for verdict in verdicts]),
    )


def unfamiliar_table(test: Judged, sets: Mapping[str, Judged], seed: int) -> Table:
    """How well each score tells the test set (positive) from each set of unfamiliar pictures."""
    columns = (
        Column(name="AUROC, energy"),
        Column(name="FPR95, energy", better="lower"),
        Column(name="AUROC, confidence"),
        Column(name="FPR95, confidence", better="lower"),
    )
    rows = tuple(Row(name=name, metrics=_detection(test, judged, seed)) for name, judged in sets.items())
    return Table(
        name="unfamiliar",
        title="Told from the test set",
        columns=columns,
        primary_metric="AUROC, energy",
        rows=rows,
    )


def rejection_table(test: Judged, correct: NDArray[np.bool_], sets: Mapping[str, Judged], seed: int) -> Table:
    """Share of each set that the thresholds reject, and why; on the test set also how right each part would be."""
    split = {
        OF_ANSWERED: accuracy(correct[~test.rejected], seed) if not test.rejected.all() else None,
        OF_REJECTED: accuracy(correct[test.rejected], seed) if test.rejected.any() else None,
    }
    known = {name: metric for name, metric in split.items() if metric is not None}
    rows = [Row(name=TEST, metrics={**_shares(test, seed), **known})]
    rows += [Row(name=name, metrics=_shares(judged, seed)) for name, judged in sets.items()]
    columns = tuple(Column(name=name, better="neither") for name in (REJECTED, *REASONS, OF_ANSWERED, OF_REJECTED))
    return Table(name="rejection", title="Pictures of", columns=columns, primary_metric=REJECTED, rows=tuple(rows))


def coverage_table(scores: Scores, seed: int) -> Table:
    """Accuracy on the test pictures that are answered when only the surest are, by two measures of sureness."""
    sureness = {"accuracy by confidence": scores.confidence, "accuracy by energy": scores.energy}
    rows = []
    for coverage in COVERAGES:
        answered = max(1, round(coverage * len(scores.labels)))
        surest = {name: np.argsort(-one, kind="stable")[:answered] for name, one in sureness.items()}
        metrics = {name: accuracy(scores.correct[pictures], seed) for name, pictures in surest.items()}
        rows.append(Row(name=f"{coverage:.0%} answered", metrics=metrics))
    columns = tuple(Column(name=name, decimals=4) for name in sureness)
    return Table(
        name="coverage",
        title="Test pictures",
        columns=columns,
        primary_metric="accuracy by confidence",
        rows=tuple(rows),
    )


def risk_curves(scores: Scores) -> dict[str, RiskCoverage]:
    """Return error against coverage, by either measure of sureness."""
    wrong = ~scores.correct
    return {"by confidence": risk_coverage(wrong, scores.confidence), "by energy": risk_coverage(wrong, scores.energy)}


def _detection(test: Judged, others: Judged, seed: int) -> dict[str, Metric]:
    familiar = np.repeat([True, False], [len(test.energy), len(others.energy)])
    metrics = {}
    for name, ours, theirs in (
        ("energy", test.energy, others.energy),
        ("confidence", test.confidence, others.confidence),
    ):
        both = np.concatenate([ours, theirs])
        for metric, statistic in (("AUROC", auroc), ("FPR95", fpr_at_tpr)):
            interval = bootstrap_statistic(statistic, familiar, both, n_resamples=RESAMPLES, seed=seed)
            metrics[f"{metric}, {name}"] = Metric.of(interval)
    return metrics


def _shares(judged: Judged, seed: int) -> dict[str, Metric]:
    shares = {REJECTED: Metric.of(bootstrap_mean(judged.rejected, seed=seed))}
    return shares | {reason: Metric(value=float((judged.reason == reason).mean())) for reason in REASONS}
