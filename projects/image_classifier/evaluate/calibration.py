"""Whether the probabilities mean what they say, before and after the temperature that validation chose."""

from __future__ import annotations

from dataclasses import replace

from projects.image_classifier.evaluate.scores import Scores
from shared.evaluation import Column, Metric, Row, Table
from shared.evaluation.calibration import (
    ReliabilityCurve,
    brier_score,
    expected_calibration_error,
    negative_log_likelihood,
    reliability_curve,
)

ECE = "ECE"
COLUMNS = (
    Column(name="temperature", better="neither"),
    Column(name="mean confidence", better="neither", decimals=4),
    Column(name=ECE, better="lower", decimals=4),
    Column(name="ECE, equal mass", better="lower", decimals=4),
    Column(name="NLL, nats", better="lower", decimals=4),
    Column(name="Brier", better="lower", decimals=4),
)


def calibration_table(scores: Scores) -> Table:
    """ECE over 15 bins of equal width and of equal mass, negative log likelihood and Brier score."""
    return Table(
        name="calibration",
        title="Probabilities",
        columns=COLUMNS,
        primary_metric=ECE,
        rows=(_row("as trained", replace(scores, temperature=1.0)), _row("calibrated", scores)),
    )


def reliability(scores: Scores) -> ReliabilityCurve:
    """Return accuracy by calibrated confidence, in 15 bins of equal width."""
    return reliability_curve(scores.confidence, scores.correct)


def _row(name: str, scores: Scores) -> Row:
    confidence, correct, t = scores.confidence, scores.correct, scores.temperature
    values = (
        t,
        confidence.mean(),
        expected_calibration_error(confidence, correct),
        expected_calibration_error(confidence, correct, strategy="equal_mass"),
        negative_log_likelihood(scores.logits, scores.labels, temperature=t),
        brier_score(scores.probabilities, scores.labels),
    )
    return Row(
        name=name,
        metrics={column.name: Metric(value=float(value)) for column, value in zip(COLUMNS, values, strict=True)},
    )
