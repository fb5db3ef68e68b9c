"""Held-out metrics with intervals, baselines beside them, and the figures: everything the README shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from projects.recommender.evaluate.scores import UserScores, evaluate_recipe, judge, judge_lists, temporal_scores

if TYPE_CHECKING:
    from projects.recommender.settings import Settings
    from shared.evaluation import Report

__all__ = ["UserScores", "evaluate", "evaluate_recipe", "judge", "judge_lists", "temporal_scores"]


def evaluate(settings: Settings) -> Report:
    """Measure everything and write it to reports/; see ``report.evaluate``."""
    from projects.recommender.evaluate.report import evaluate as run

    return run(settings)
