"""The gate decides by its bounds and nothing else, and its report says by which."""

from math import inf, nan

import pytest

from shared.evaluation.bootstrap import PairedDifference
from shared.tracking.gate import Check, GateReport, ceiling, floor, non_inferior


def difference(low: float) -> PairedDifference:
    return PairedDifference(difference=0.0, low=low, high=0.1, probability_better=0.5, n=100, confidence=0.95)


@pytest.mark.parametrize(
    ("check", "passed"),
    [
        (floor("ndcg", 0.5, 0.5), True),
        (floor("ndcg", 0.4999, 0.5), False),
        (floor("ndcg", nan, 0.5), False),
        (floor("ndcg", -inf, 0.5), False),
        (ceiling("p95", 50.0, 50.0), True),
        (ceiling("p95", 50.1, 50.0), False),
        (ceiling("p95", nan, 50.0), False),
        (non_inferior("ndcg", difference(-0.01), 0.01), True),
        (non_inferior("ndcg", difference(-0.011), 0.01), False),
        (non_inferior("ndcg", difference(nan), 0.01), False),
    ],
)
def test_a_check_holds_at_its_bound_and_fails_beyond_it(check: Check, passed: bool) -> None:
    assert check.passed is passed


@pytest.mark.parametrize(
    ("values", "passed"), [([], True), ([0.9], True), ([0.9, 0.1], False), ([0.1, 0.9], False), ([nan], False)]
)
def test_one_failed_check_refuses_the_challenger(values: list[float], passed: bool) -> None:
    checks = tuple(floor("quality", value, 0.5) for value in values)
    assert GateReport(challenger="2", champion="1", checks=checks).passed is passed


def test_the_report_shows_every_check_with_its_bound() -> None:
    checks = (floor("ndcg", 0.51234, 0.5), ceiling("p95, ms", 80.0, 50.0), non_inferior("ndcg", difference(0.0), 0.01))
    report = GateReport(challenger="2", champion="1", checks=checks)
    assert report.to_markdown().splitlines() == [
        "Challenger 2 against champion 1: **refused**",
        "",
        "| check | measured | bound | |",
        "| --- | --- | --- | --- |",
        "| ndcg | 0.5123 | ≥ 0.5 | pass |",
        "| p95, ms | 80 | ≤ 50 | **FAIL** |",
        "| ndcg: lower end of the paired interval | 0 | ≥ -0.01 | pass |",
    ]


def test_the_first_challenger_has_nobody_to_beat() -> None:
    report = GateReport(challenger="1", champion=None, checks=())
    assert report.to_markdown().startswith("Challenger 1 against champion none: **promoted**")
