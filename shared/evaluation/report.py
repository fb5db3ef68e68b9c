"""A typed evaluation report: the one file that tables, trackers and READMEs take their numbers from.

Numbers are rounded to DECIMALS when a report is built, so that a report equals what was written and read, and
a re-run that measures the same writes the same bytes.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.evaluation.bootstrap import Interval, PairedDifference

DECIMALS = 6


def _rounded(value: float) -> float:
    return round(value, DECIMALS) + 0.0  # -0.0 and 0.0 must write the same bytes


Number = Annotated[float, Field(allow_inf_nan=False), AfterValidator(_rounded)]
Name = Annotated[str, Field(min_length=1, pattern=r"^[^/\n]+$")]


class UnknownNameError(LookupError):
    """A table, row or metric that the report does not hold. The message lists those it does."""

    def __init__(self, kind: str, name: str, legal: list[str]) -> None:
        super().__init__(f"unknown {kind} {name!r}; legal: {', '.join(legal) or 'none'}")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Named(_Frozen):
    name: Name


N = TypeVar("N", bound=_Named)


class Metric(_Frozen):
    """A value, with the bounds of its interval when it has one. All in the metric's own unit."""

    value: Number
    low: Number | None = None
    high: Number | None = None

    @classmethod
    def of(cls, interval: Interval) -> Self:
        return cls(value=interval.value, low=interval.low, high=interval.high)

    @model_validator(mode="after")
    def _bounds_agree(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high come together")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


class Column(_Named):
    """A metric of a table: which direction is better, and how many decimals a reader is shown."""

    better: Literal["higher", "lower", "neither"] = "higher"
    decimals: Annotated[int, Field(ge=0, le=DECIMALS)] = 3


class Row(_Named):
    """One system (a model, a baseline, a published result) and its metrics by column name."""

    metrics: dict[Name, Metric]


class Table(_Named):
    """Systems compared under one protocol. `primary_metric` is the column that decides."""

    title: str
    columns: tuple[Column, ...]
    primary_metric: Name
    rows: tuple[Row, ...]

    @model_validator(mode="after")
    def _names_agree(self) -> Self:
        _refuse_repeated("column", self.columns)
        _refuse_repeated("row", self.rows)
        columns = {column.name for column in self.columns}
        used = {name for row in self.rows for name in row.metrics} | {self.primary_metric}
        if unknown := sorted(used - columns):
            raise ValueError(f"table {self.name!r} has no column {', '.join(unknown)}")
        return self

    def row(self, name: str) -> Row:
        """The row called `name`. Raises UnknownNameError."""
        return _find("row", name, self.rows)

    def column(self, name: str) -> Column:
        """The column called `name`. Raises UnknownNameError."""
        return _find("column", name, self.columns)

    def best(self, column: Column) -> float | None:
        """The best value in `column`, or None when no direction is better or no row has the metric."""
        values = [row.metrics[column.name].value for row in self.rows if column.name in row.metrics]
        if not values or column.better == "neither":
            return None
        return max(values) if column.better == "higher" else min(values)


class Comparison(_Frozen):
    """A paired difference, candidate minus baseline, on one metric."""

    candidate: Name
    baseline: Name
    metric: Name
    difference: Number
    low: Number
    high: Number

    @classmethod
    def of(cls, candidate: str, baseline: str, metric: str, paired: PairedDifference) -> Self:
        return cls(
            candidate=candidate,
            baseline=baseline,
            metric=metric,
            difference=paired.difference,
            low=paired.low,
            high=paired.high,
        )


class Report(_Named):
    """What was measured, on which data, by which protocol, and the command that measures it again."""

    dataset: str
    protocol: str
    data_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    seed: int
    command: str
    tables: tuple[Table, ...]
    comparisons: tuple[Comparison, ...] = ()

    @model_validator(mode="after")
    def _tables_are_distinct(self) -> Self:
        _refuse_repeated("table", self.tables)
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a report."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Replace `path` in one step with JSON of sorted keys; parent folders are created."""
        content = json.dumps(self.model_dump(), sort_keys=True, indent=2, ensure_ascii=False) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
            complete = Path(folder) / path.name
            complete.write_text(content, encoding="utf-8", newline="\n")
            complete.replace(path)

    def table(self, name: str) -> Table:
        """The table called `name`. Raises UnknownNameError."""
        return _find("table", name, self.tables)

    def to_mlflow_metrics(self) -> dict[str, float]:
        """Every number as `table/row/metric`, its bounds as `….low` and `….high`.

        Runs of characters that MLflow refuses become one "_", and "@" becomes "_at_". Raises ValueError when
        two names become the same.
        """
        metrics: dict[str, float] = {}
        for key, value in self._numbers():
            if key in metrics:
                raise ValueError(f"two metrics are both called {key!r} in MLflow: rename one")
            metrics[key] = value
        return metrics

    def _numbers(self) -> Iterator[tuple[str, float]]:
        for table in self.tables:
            for row in table.rows:
                for name, metric in row.metrics.items():
                    key = "/".join(_mlflow_name(part) for part in (table.name, row.name, name))
                    yield key, metric.value
                    if metric.low is not None and metric.high is not None:
                        yield f"{key}.low", metric.low
                        yield f"{key}.high", metric.high


def _mlflow_name(name: str) -> str:
    legal = re.sub(r"[^\w.-]+", "_", name.replace("@", "_at_"), flags=re.ASCII)
    return legal.strip("_.").replace("..", "_") or "_"


def _find(kind: str, name: str, among: Sequence[N]) -> N:
    by_name = {one.name: one for one in among}
    if name not in by_name:
        raise UnknownNameError(kind, name, list(by_name))
    return by_name[name]


def _refuse_repeated(kind: str, among: Sequence[_Named]) -> None:
    counts = Counter(one.name for one in among)
    if repeated := [name for name, count in counts.items() if count > 1]:
        raise ValueError(f"repeated {kind}: {', '.join(repeated)}")
