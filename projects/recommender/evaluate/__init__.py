"""Held-out metrics with intervals, baselines beside them, and the figures: everything the README shows."""

from projects.recommender.evaluate.scores import K, UserScores, evaluate_recipe, judge, judge_lists, temporal_scores

__all__ = ["K", "UserScores", "evaluate_recipe", "judge", "judge_lists", "temporal_scores"]
