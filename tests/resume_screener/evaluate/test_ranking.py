"""The tables of the ranking hold what was measured, and a scorer that knows nothing is seen to know nothing."""

from __future__ import annotations

import numpy as np
import pytest

from projects.resume_screener.evaluate.ranking import (
    OURS,
    PRIMARY,
    Judged,
    calibration_table,
    comparisons,
    ndcg,
    table,
)

GRADES = np.array([[2, 1, 0, 0, 0, 0], [0, 0, 2, 1, 0, 0], [0, 0, 0, 0, 2, 1]] * 8)


def judged() -> Judged:
    rng = np.random.default_rng(0)
    scores = {OURS: GRADES / 2.0, "random": rng.random(GRADES.shape), "backwards": -GRADES.astype(float)}
    return Judged(scores, np.where(GRADES == 2, 0.95, 0.05), GRADES)


def test_a_perfect_order_is_one_and_its_reverse_is_the_worst() -> None:
    perfect, rng = ndcg(GRADES, GRADES / 2.0), np.random.default_rng(1)
    assert perfect == pytest.approx(1)
    assert (ndcg(GRADES, -GRADES.astype(float)) < ndcg(GRADES, rng.random(GRADES.shape)).mean()).all()


def test_systems_stand_beside_their_baselines() -> None:
    found = table(judged(), seed=1)
    values = {row.name: row.metrics for row in found.rows}
    assert values[OURS][PRIMARY].value == values[OURS]["MRR"].value == values[OURS]["AUROC"].value == 1
    assert values["backwards"]["AUROC"].value == 0
    assert [one.baseline for one in comparisons(judged(), seed=1)] == ["random", "backwards"]
    assert all(one.low > 0 for one in comparisons(judged(), seed=1))


def test_a_sharp_and_right_probability_beats_the_base_rate() -> None:
    rows = {row.name: row.metrics for row in calibration_table(judged(), seed=1).rows}
    assert rows["probability"]["ECE"].value == pytest.approx(0.05)
    assert rows["probability"]["Brier"].value < rows["base rate"]["Brier"].value
