"""Rows of the accuracy tables."""

from __future__ import annotations

from collections.abc import Mapping

from projects.recommender.evaluate.scores import UserScores
from projects.recommender.model.ranking import K
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean, paired_bootstrap

PRIMARY = f"nDCG@{K}"
ACCURACY = (Column(name=PRIMARY), Column(name=f"MAP@{K}"), Column(name=f"P@{K}"), Column(name=f"R@{K}"))


def accuracy_row(name: str, scores: UserScores, seed: int) -> Row:
    """Means over the users with their bootstrap intervals."""
    return Row(
        name=name,
        metrics={metric: Metric.of(bootstrap_mean(values, seed=seed)) for metric, values in scores.by_metric().items()},
    )


def constant_row(name: str, values: Mapping[str, float]) -> Row:
    """Figures that somebody else printed: values without intervals."""
    return Row(name=name, metrics={metric: Metric(value=value) for metric, value in values.items()})


def accuracy_table(name: str, title: str, rows: tuple[Row, ...]) -> Table:
    """A table of the four accuracy metrics, led by nDCG."""
    return Table(name=name, title=title, columns=ACCURACY, primary_metric=PRIMARY, rows=rows)


def compare(candidate: str, ours: UserScores, baseline: str, theirs: UserScores, seed: int) -> Comparison:
    """Paired difference in nDCG over the same users."""
    return Comparison.of(candidate, baseline, PRIMARY, paired_bootstrap(ours.ndcg, theirs.ndcg, seed=seed))


def compare_to_constant(candidate: str, ours: UserScores, baseline: str, value: float, seed: int) -> Comparison:
    """Distance of our mean from a published mean; the interval is ours alone, for theirs is unknown."""
    mean = bootstrap_mean(ours.ndcg, seed=seed)
    return Comparison(
        candidate=candidate,
        baseline=baseline,
        metric=PRIMARY,
        difference=mean.value - value,
        low=mean.low - value,
        high=mean.high - value,
    )
