"""Figures of a report as SVG: one clean style, colours that colour-blind readers can tell apart.

Matplotlib is imported on first use and without pyplot, so nothing is shared between calls. The same data write
the same bytes: no date, no random identifiers, text as outlines. Every function writes `path`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shared.evaluation.calibration import ReliabilityCurve
from shared.evaluation.classification import RiskCoverage
from shared.evaluation.report import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, "Color universal design", 2008.
BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9"
SERIES = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
INK, MUTED, GRID, PALE = "#222222", "#6B7280", "#E5E7EB", "#B9C2CC"
POINTS_PER_LINE = 300

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": PALE,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.constrained_layout.h_pad": 0.1,
    "figure.constrained_layout.w_pad": 0.1,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "figure",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One labelled setting of a trade-off."""

    x: float
    y: float
    label: str


def bars_with_intervals(table: Table, metric: str, path: Path) -> None:
    """A horizontal bar for each row of `table` that has the column `metric`, with its interval; the best in colour.

    Raises UnknownNameError for a column that the table does not have.
    """
    column = table.column(metric)
    rows = [row for row in table.rows if metric in row.metrics]
    best = table.best(column)
    with svg_figure(path, 6.4, 0.9 + 0.34 * len(rows)) as figure:
        ax = figure.subplots()
        for y, measured in enumerate(row.metrics[metric] for row in rows):
            ax.barh(y, measured.value, height=0.62, color=BLUE if measured.value == best else PALE)
            end = measured.value
            if measured.low is not None and measured.high is not None:
                ax.plot([measured.low, measured.high], [y, y], color=INK, linewidth=1.4)
                end = max(end, measured.high)
            _label(ax, f"{measured.value:,.{column.decimals}f}", end, y)
        ax.set_yticks(range(len(rows)), [row.name for row in rows])
        ax.invert_yaxis()
        ax.margins(x=0.12)
        ax.grid(visible=False, axis="y")
        ax.set_title(f"{table.title}: {metric}", loc="left")


def tradeoff(points: Sequence[Point], path: Path, *, x_label: str, y_label: str) -> None:
    """Labelled points where more is better on both axes; in colour those that no other point beats on both."""
    with svg_figure(path, 6.4, 4.0) as figure:
        ax = figure.subplots()
        for point in points:
            beaten = any(other.x > point.x and other.y > point.y for other in points)
            ax.scatter(point.x, point.y, s=36, color=PALE if beaten else BLUE, zorder=3)
            _label(ax, point.label, point.x, point.y, rise=8)
        ax.margins(x=0.15, y=0.12)
        ax.set(xlabel=f"{x_label} →", ylabel=f"{y_label} →")


def reliability_diagram(curve: ReliabilityCurve, path: Path) -> None:
    """Accuracy against confidence, and below it how the rows spread over confidence."""
    with svg_figure(path, 4.6, 4.8) as figure:
        ax, share = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
        ax.plot([0, 1], [0, 1], color=MUTED, linestyle="--", linewidth=1, label="calibrated")
        ax.vlines(curve.confidence, curve.confidence, curve.accuracy, color=VERMILION, linewidth=1, alpha=0.6)
        error = f"measured, ECE {curve.expected_error:.3f}"
        ax.plot(curve.confidence, curve.accuracy, color=BLUE, marker="o", markersize=4, clip_on=False, label=error)
        ax.set(xlim=(0, 1.02), ylim=(0, 1.02), ylabel="accuracy")
        ax.legend(loc="upper left")
        share.bar(curve.confidence, curve.count, width=0.035, color=PALE)
        share.set(xlabel="confidence", ylabel="rows")


def confusion_matrix_figure(matrix: NDArray[np.integer], classes: Sequence[str], path: Path) -> None:
    """Row counts [n_classes, n_classes], the true class down; shaded by the share of its row."""
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    side = 1.6 + 0.45 * len(classes)
    with svg_figure(path, side, side) as figure:
        ax = figure.subplots()
        ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
        for (row, column), count in np.ndenumerate(matrix):
            colour = "white" if share[row, column] > 0.55 else INK if count else PALE
            ax.text(column, row, f"{count:,}", ha="center", va="center", color=colour, fontsize=8)
        ax.set_xticks(range(len(classes)), classes, rotation=40, ha="right", rotation_mode="anchor")
        ax.set_yticks(range(len(classes)), classes)
        ax.set(xlabel="predicted", ylabel="true")
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)


def risk_coverage_figure(curves: Mapping[str, RiskCoverage], path: Path) -> None:
    """Risk against coverage, one line for each name, with the area under it.

    Raises ValueError for more lines than there are colours to tell apart.
    """
    if len(curves) > len(SERIES):
        raise ValueError(f"at most {len(SERIES)} curves in one figure, got {len(curves)}")
    with svg_figure(path, 6.4, 4.0) as figure:
        ax = figure.subplots()
        for (name, curve), colour in zip(curves.items(), SERIES, strict=False):
            shown = np.linspace(0, len(curve.risk) - 1, num=min(len(curve.risk), POINTS_PER_LINE)).astype(int)
            label = f"{name}, area {curve.area:.3f}"
            ax.plot(curve.coverage[shown], curve.risk[shown], color=colour, linewidth=1.8, label=label)
        ax.set(xlim=(0, 1), xlabel="coverage: share of rows answered", ylabel="risk: mean loss of those")
        ax.set_ylim(bottom=0)
        ax.legend()


def growth_curves(table: Table, path: Path, *, y_label: str) -> None:
    """A line with its intervals for each column of `table`, over rows whose names are counts such as `10,000`.

    Raises ValueError for a row whose name is no count.
    """
    x = [int(row.name.replace(",", "")) for row in table.rows]
    with svg_figure(path, 6.4, 4.0) as figure:
        ax = figure.subplots()
        for column, colour in zip(table.columns, SERIES, strict=False):
            metrics = [row.metrics[column.name] for row in table.rows]
            ax.plot(x, [metric.value for metric in metrics], color=colour, marker="o", markersize=4, label=column.name)
            for count, metric in zip(x, metrics, strict=True):
                if metric.low is not None and metric.high is not None:
                    ax.plot([count, count], [metric.low, metric.high], color=colour, linewidth=1.4)
        ax.set_xscale("log")
        ax.set_xticks(x, [row.name for row in table.rows])
        ax.minorticks_off()
        ax.set(xlabel=table.title.lower(), ylabel=y_label)
        ax.legend()


@contextmanager
def svg_figure(path: Path, width: float, height: float) -> Iterator[Figure]:
    """A styled figure of `width` by `height` inches that is written to `path` when the block ends."""
    from matplotlib import style
    from matplotlib.figure import Figure

    with style.context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})


def _label(ax: Axes, text: str, x: float, y: float, *, rise: float = 0) -> None:
    """Text right of (x, y), and `rise` typographic points above it."""
    ax.annotate(text, (x, y), xytext=(6, rise), textcoords="offset points", va="center", fontsize=8)
