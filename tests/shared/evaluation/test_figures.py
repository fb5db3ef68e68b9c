from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from shared.evaluation.calibration import reliability_curve
from shared.evaluation.classification import risk_coverage
from shared.evaluation.figures import (
    BLUE,
    PALE,
    Point,
    bars_with_intervals,
    confusion_matrix_figure,
    growth_curves,
    reliability_diagram,
    risk_coverage_figure,
    tradeoff,
)
from shared.evaluation.report import Column, Metric, Row, Table, UnknownNameError

RNG = np.random.default_rng(0)
CONFIDENCE = RNG.random(3000)
CORRECT = RNG.random(3000) < CONFIDENCE
TABLE = Table(
    name="t",
    title="Models",
    columns=(Column(name="nDCG"), Column(name="ECE", better="lower")),
    primary_metric="nDCG",
    rows=(
        Row(name="SAR", metrics={"nDCG": Metric(value=0.3)}),
        Row(name="EASE", metrics={"nDCG": Metric(value=0.5, low=0.4, high=0.6)}),
        Row(name="other", metrics={"ECE": Metric(value=0.1)}),
    ),
)
GROWTH = Table(
    name="g",
    title="Training pictures",
    columns=(Column(name="forest"), Column(name="network")),
    primary_metric="network",
    rows=tuple(
        Row(
            name=name,
            metrics={"forest": Metric(value=0.7), "network": Metric(value=value, low=value - 0.1, high=value + 0.1)},
        )
        for name, value in (("1,000", 0.6), ("10,000", 0.8))
    ),
)

Draw = Callable[[Path], None]
FIGURES: dict[str, Draw] = {
    "bars": partial(bars_with_intervals, TABLE, "nDCG"),
    "tradeoff": partial(
        tradeoff, [Point(0.1, 0.5, "λ=0"), Point(0.2, 0.4, "λ=1")], x_label="diversity", y_label="nDCG"
    ),
    "reliability": partial(reliability_diagram, reliability_curve(CONFIDENCE, CORRECT)),
    "confusion": partial(confusion_matrix_figure, np.array([[3, 1], [0, 0]]), ["cat", "dog"]),
    "growth": partial(growth_curves, GROWTH, y_label="accuracy"),
    "risk": partial(risk_coverage_figure, {"model": risk_coverage(~CORRECT, CONFIDENCE)}),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_same_data_draw_the_same_bytes(draw: Draw, tmp_path: Path) -> None:
    draw(tmp_path / "figures" / "first.svg")
    draw(tmp_path / "figures" / "second.svg")
    first = (tmp_path / "figures" / "first.svg").read_bytes()
    assert first == (tmp_path / "figures" / "second.svg").read_bytes()
    assert first.rstrip().endswith(b"</svg>")
    assert len(first) < 100_000


def test_only_the_best_bar_is_in_colour(tmp_path: Path) -> None:
    bars_with_intervals(TABLE, "nDCG", tmp_path / "bars.svg")
    svg = (tmp_path / "bars.svg").read_text().lower()
    assert svg.count(f"fill: {BLUE.lower()}") == 1
    assert svg.count(f"fill: {PALE.lower()}") == 1


def test_bars_of_an_unknown_metric_name_the_legal_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="legal: nDCG, ECE"):
        bars_with_intervals(TABLE, "MAP", tmp_path / "bars.svg")


def test_more_curves_than_colours_are_refused(tmp_path: Path) -> None:
    curve = risk_coverage([0, 1], [0.9, 0.1])
    with pytest.raises(ValueError, match="at most 6 curves"):
        risk_coverage_figure({str(i): curve for i in range(7)}, tmp_path / "risk.svg")
    assert not (tmp_path / "risk.svg").exists()
