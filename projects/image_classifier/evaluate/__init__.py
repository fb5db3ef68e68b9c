"""Held-out figures with intervals, what is simpler beside them, and where the model fails: what the README shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.image_classifier.settings import Settings
    from shared.evaluation import Report

__all__ = ["evaluate"]


def evaluate(settings: Settings) -> Report:
    """Measure everything and write it to reports/; see ``report.evaluate``."""
    from projects.image_classifier.evaluate.report import evaluate as run

    return run(settings)
