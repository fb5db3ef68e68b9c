"""Metrics, intervals, reports and figures that every project measures with."""

from shared.evaluation.beyond_accuracy import coverage, intra_list_diversity, mean_popularity, novelty
from shared.evaluation.bootstrap import (
    Interval,
    PairedDifference,
    bootstrap_mean,
    bootstrap_statistic,
    paired_bootstrap,
)
from shared.evaluation.markdown import comparisons_to_markdown, to_markdown
from shared.evaluation.ranking import (
    average_precision_at_k,
    has_relevant,
    hits,
    ndcg_at_k,
    precision_at_k,
    recall_at_k,
    reciprocal_rank,
)
from shared.evaluation.report import Column, Comparison, Metric, Report, Row, Table, UnknownNameError

__all__ = [
    "Column",
    "Comparison",
    "Interval",
    "Metric",
    "PairedDifference",
    "Report",
    "Row",
    "Table",
    "UnknownNameError",
    "average_precision_at_k",
    "bootstrap_mean",
    "bootstrap_statistic",
    "comparisons_to_markdown",
    "coverage",
    "has_relevant",
    "hits",
    "intra_list_diversity",
    "mean_popularity",
    "ndcg_at_k",
    "novelty",
    "paired_bootstrap",
    "precision_at_k",
    "recall_at_k",
    "reciprocal_rank",
    "to_markdown",
]
