"""Markdown tables of a report: a value with its interval in brackets, the best of each column in bold."""

from __future__ import annotations

from collections.abc import Sequence

from shared.evaluation.report import Column, Comparison, Metric, Row, Table

MISSING = "–"


def to_markdown(table: Table) -> str:
    """`table` as a GitHub table, without a final newline. A metric that a row lacks is shown as a dash."""
    header = [_escaped(table.title), *(_escaped(column.name) for column in table.columns)]
    return _grid(header, [_line(table, row) for row in table.rows])


def comparisons_to_markdown(comparisons: Sequence[Comparison]) -> str:
    """Paired differences as a GitHub table; bold where the interval leaves out zero."""
    header = ["candidate", "against", "metric", "difference"]
    body = [[_escaped(c.candidate), _escaped(c.baseline), _escaped(c.metric), _gain(c)] for c in comparisons]
    return _grid(header, body)


def number(column: Column, metric: Metric) -> str:
    """The value alone, as the reader of a sentence is shown it."""
    return _decimal(column, metric.value)


def _line(table: Table, row: Row) -> list[str]:
    return [_escaped(row.name), *(_cell(table, column, row.metrics.get(column.name)) for column in table.columns)]


def _cell(table: Table, column: Column, metric: Metric | None) -> str:
    if metric is None:
        return MISSING
    value = number(column, metric)
    if metric.value == table.best(column):
        value = f"**{value}**"
    if metric.low is None or metric.high is None:
        return value
    return f"{value} [{_decimal(column, metric.low)}, {_decimal(column, metric.high)}]"


def _decimal(column: Column, value: float) -> str:
    return f"{value:,.{column.decimals}f}"


def _gain(comparison: Comparison) -> str:
    value = f"{comparison.difference:+.3f}"
    if comparison.low > 0 or comparison.high < 0:
        value = f"**{value}**"
    return f"{value} [{comparison.low:+.3f}, {comparison.high:+.3f}]"


def _grid(header: list[str], body: list[list[str]]) -> str:
    rule = ["---", *("---:" for _ in header[1:])]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule, *body])


def _escaped(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")
