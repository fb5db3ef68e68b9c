"""What an audit has to reach. It is committed, so that blind mode can't get worse unseen."""

from __future__ import annotations

from projects.resume_screener.fairness.variants import ATTRIBUTES
from shared.evaluation import Report

NAME_RECALL = 0.99
LABELLED_RECALL = 0.95
MAX_LOSS = 0.05
"""Share of words that blind mode may take from lines in which nothing is identity."""


class AuditFailed(Exception):
    """Blind mode is worse than it has to be. ``failures`` says where, each in words."""

    def __init__(self, failures: list[str]) -> None:
        self.failures = tuple(failures)
        super().__init__("The audit failed: " + "; ".join(failures))


def check(report: Report) -> None:
    """Raise AuditFailed when a blind gap is not exactly 0, or a recall is below its floor."""
    failures = [*_gaps(report), *_recalls(report), *_losses(report)]
    if failures:
        raise AuditFailed(failures)


def _gaps(report: Report) -> list[str]:
    hidden = {"name", *(name for name, attribute in ATTRIBUTES.items() if attribute.is_hidden)}
    return [
        f"blind gap of {row.name} is {row.metrics['largest gap'].value:.6f}, it has to be 0"
        for row in report.table("pairs").rows
        if row.name.endswith(", blind") and row.name.partition(":")[0] in hidden and row.metrics["largest gap"].value
    ]


def _recalls(report: Report) -> list[str]:
    names = [table for table in report.tables if table.name.startswith("names in ")]
    recalls = [
        (f"{table.name}, {row.name}", row.metrics["recall"].value, NAME_RECALL) for table in names for row in table.rows
    ]
    marked = [(row.name, row.metrics["recall"].value, LABELLED_RECALL) for row in report.table("labelled").rows]
    return [
        f"recall of {what} is {recall:.3f}, below {floor}" for what, recall, floor in recalls + marked if recall < floor
    ]


def _losses(report: Report) -> list[str]:
    loss = report.table("loss").row("marked lines to keep").metrics["words removed"].value
    return [f"blind mode takes {loss:.3f} of lines to keep, more than {MAX_LOSS}"] if loss > MAX_LOSS else []
