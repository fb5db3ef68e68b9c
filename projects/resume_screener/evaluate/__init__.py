"""Held-out metrics with intervals, baselines beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.resume_screener.settings import Settings
    from shared.evaluation import Report


def evaluate(settings: Settings) -> Report:
    """Measure everything that the README shows; see ``evaluate.report``."""
    from projects.resume_screener.evaluate.report import evaluate as run

    return run(settings)
