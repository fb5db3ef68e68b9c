"""The decision: how often it is wrong without drift, what it finds, and when it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from shared.monitoring import Category, Number, Signal, compare
from shared.monitoring.drift import MIN_VALUES, judge
from tests.shared.monitoring.answers import SIGNALS, answers

RUNS = 100
MOST_FALSE_ALARMS = 0.01
NUMBER: Number = Number("value", lambda prediction: prediction.payload["value"])
CATEGORY: Category = Category("value", lambda prediction: prediction.payload["value"])
Draw = Callable[[np.random.Generator, int], list[Any]]

ZIPF = 1 / np.arange(1, 1001) / (1 / np.arange(1, 1001)).sum()
STILL: dict[str, tuple[Signal[Any], Draw]] = {
    "normal": (NUMBER, lambda rng, n: rng.normal(size=n).tolist()),
    "confidence near one": (NUMBER, lambda rng, n: rng.beta(8, 0.6, n).tolist()),
    "small counts": (NUMBER, lambda rng, n: rng.poisson(2, n).tolist()),
    "nearly always zero": (NUMBER, lambda rng, n: rng.binomial(1, 0.01, n).tolist()),
    "ten labels": (CATEGORY, lambda rng, n: _named(rng.integers(0, 10, n))),
    "films, few of them popular": (CATEGORY, lambda rng, n: _named(rng.choice(1000, n, p=ZIPF))),
    "films, all alike": (CATEGORY, lambda rng, n: _named(rng.integers(0, 1000, n))),
    "rare outcomes": (CATEGORY, lambda rng, n: _named(rng.choice(5, n, p=[0.9, 0.05, 0.03, 0.015, 0.005]))),
}
SHIFTS: dict[str, tuple[Signal[Any], Draw, Draw]] = {
    "half a standard deviation": (NUMBER, STILL["normal"][1], lambda rng, n: rng.normal(0.5, 1, n).tolist()),
    "one of ten labels twice as often": (
        CATEGORY,
        STILL["ten labels"][1],
        lambda rng, n: _named(rng.choice(10, n, p=[0.2, *[0.8 / 9] * 9])),
    ),
    "a fifth becomes two fifths": (
        CATEGORY,
        lambda rng, n: _named(rng.choice(2, n, p=[0.2, 0.8])),
        lambda rng, n: _named(rng.choice(2, n, p=[0.4, 0.6])),
    ),
}


def _named(codes: Iterable[Any]) -> list[str]:
    return [str(code) for code in codes]


def share_drifted(signal: Signal[Any], before: Draw, after: Draw, n: int) -> float:
    rng = np.random.default_rng(7)
    verdicts = [judge(signal, before(rng, n), after(rng, n)) for _ in range(RUNS)]
    return float(np.mean([any(line.status == "drifted" for line in verdict) for verdict in verdicts]))


@pytest.mark.parametrize("n", [300, 1000, 5000])
@pytest.mark.parametrize("name", STILL)
def test_without_drift_it_hardly_ever_alarms(name: str, n: int) -> None:
    signal, draw = STILL[name]
    assert share_drifted(signal, draw, draw, n) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize("n", [1000, 5000])
@pytest.mark.parametrize("name", SHIFTS)
def test_a_shift_that_matters_is_found(name: str, n: int) -> None:
    assert share_drifted(*SHIFTS[name], n) >= 0.9


def test_a_large_shift_is_found_as_soon_as_there_is_enough_and_a_small_one_is_not() -> None:
    assert share_drifted(*SHIFTS["half a standard deviation"], MIN_VALUES) >= 0.9
    assert share_drifted(*SHIFTS["one of ten labels twice as often"], MIN_VALUES) <= 0.3


def test_a_shift_too_small_to_matter_is_left_alone_however_many_answers_there_are() -> None:
    rng = np.random.default_rng(7)
    before, after = rng.normal(size=200_000).tolist(), rng.normal(0.1, 1, 200_000).tolist()
    verdict = judge(NUMBER, before, after)
    assert [line.status for line in verdict] == ["stable", "stable"]
    assert all(line.score is not None and line.score > 0.009 for line in verdict)


@pytest.mark.parametrize(("first", "latest"), [(0, 0), (300, 0), (300, 299), (299, 300)])
def test_too_few_answers_on_either_side_give_no_score(first: int, latest: int) -> None:
    report = compare("1", SIGNALS, answers(range(first)), answers(range(latest)))
    assert set(report.statuses.values()) == {"insufficient_data"}
    assert not report.drifted
    for line in report.comparisons:
        assert (line.score, line.threshold, line.n_reference, line.n_current) == (None, None, first, latest)


def test_answers_without_the_value_are_not_counted() -> None:
    report = compare("1", SIGNALS, answers(range(300)), answers([*range(299), None], outcome="refused"))
    assert report.statuses == {"outcome": "drifted", "answer": "insufficient_data"}


def test_one_distance_is_enough_to_have_drifted() -> None:
    found = {line.test: line.status for line in judge(NUMBER, [3.0] * 300, [2.0] * 300)}
    report = compare("1", SIGNALS, answers([3] * 300), answers([2] * 300))
    assert found == {"psi": "stable", "ks": "drifted"}
    assert report.statuses == {"outcome": "stable", "answer": "drifted"}
    assert report.drifted


def test_a_report_is_a_table_that_shows_what_drifted() -> None:
    lines = compare("7", SIGNALS, answers([3] * 300), answers([2] * 400)).to_markdown().splitlines()
    assert lines[0] == "Latest answers of version 7 against its first ones"
    assert lines[4] == "| outcome | psi | 0.000 | 0.065 | 300 | 400 | stable |"
    assert lines[6].endswith("| 300 | 400 | **drifted** |")
    assert len({line.count("|") for line in lines[2:]}) == 1
    assert "| answer | ks | – | – | 0 | 0 | insufficient_data |" in compare("7", SIGNALS, [], []).to_markdown()
