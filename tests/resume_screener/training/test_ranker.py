"""The ranker learns from constructed ads and resumes, within the bounds that were set before."""

from __future__ import annotations

import numpy as np
import pytest

from projects.resume_screener.data.onet import Occupation, Technology
from projects.resume_screener.model.ranker import OCCUPATION_PARTS, Ranker, Weights
from projects.resume_screener.training.pool import RELATED, RESUMES_OF_OCCUPATION, SAME, in_the_past, make_pool, usable
from projects.resume_screener.training.ranker import (
    LEAST,
    SET_BY_HAND,
    Pairs,
    draw,
    fit_calibration,
    fit_weights,
    halves,
    scores,
)


def occupation(number: int) -> Occupation:
    return Occupation(
        code=f"11-{number:04d}.00",
        title=f"Workers {number}",
        description="Work.",
        alternate_titles=tuple(f"Worker {number} {letter}" for letter in "abcdef"),
        tasks=tuple(f"Handle thing {number} {letter}." for letter in "abcdefghij"),
        technologies=tuple(Technology(f"Tool {number} {letter}", "tools", is_hot=False) for letter in "abcd"),
        related=(f"11-{number + 1:04d}.00",),
    )


OCCUPATIONS = [occupation(number) for number in range(6)]


def known(*, telling: int, n: int = 400) -> Pairs:
    """Pairs of which one part tells the label, and the others nothing."""
    rng = np.random.default_rng(0)
    parts = rng.random((n, len(OCCUPATION_PARTS)))
    is_same = rng.random(n) < 1 / (1 + np.exp(-12 * (parts[:, telling] - 0.6)))
    return Pairs(parts, np.ones_like(parts), is_same)


def test_a_pool_is_labelled_by_construction() -> None:
    pool = make_pool(OCCUPATIONS, seed=1)
    assert pool.grades.shape == (len(OCCUPATIONS), len(OCCUPATIONS) * RESUMES_OF_OCCUPATION)
    assert (pool.grades[0] == [SAME] * 2 + [RELATED] * 2 + [0] * 8).all()


def test_an_ad_and_its_resumes_share_no_title() -> None:
    pool = make_pool(OCCUPATIONS, seed=1)
    title = pool.ads[0].splitlines()[0]
    assert not any(title in resume.splitlines() for resume in pool.resumes[:RESUMES_OF_OCCUPATION])


def test_of_equal_seeds_equal_pools() -> None:
    first, second, other = (make_pool(OCCUPATIONS, seed=seed) for seed in (1, 1, 2))
    assert (first.ads, first.resumes) == (second.ads, second.resumes)
    assert first.resumes != other.resumes


def test_too_few_occupations_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        make_pool(OCCUPATIONS[:1], seed=1)


def test_occupations_without_tasks_are_not_used() -> None:
    assert usable([Occupation("11-9999.00", "All other", "")]) == []


@pytest.mark.parametrize(
    ("task", "past"),
    [
        ("Direct staff.", "Directed staff"),
        ("Prepare, check, or file reports.", "Prepared, check, or file reports"),
        ("Apply glue.", "Applied glue"),
        ("Write code.", "Wrote code"),
    ],
)
def test_tasks_are_told_in_the_past(task: str, past: str) -> None:
    assert in_the_past(task) == past


def test_halves_share_no_occupation() -> None:
    first, second = halves(OCCUPATIONS, seed=3)
    assert sorted(one.code for one in (*first, *second)) == [one.code for one in OCCUPATIONS]


@pytest.mark.parametrize("telling", range(len(OCCUPATION_PARTS)))
def test_the_part_that_tells_gets_the_weight(telling: int) -> None:
    weights = fit_weights(known(telling=telling))
    learnt = {name: getattr(weights, name) for name in OCCUPATION_PARTS}
    assert max(learnt, key=learnt.__getitem__) == OCCUPATION_PARTS[telling]
    share = 1 - sum(SET_BY_HAND.values())
    assert all(learnt[name] >= LEAST[name] * share - 1e-9 for name in OCCUPATION_PARTS)
    assert sum(weights.values()) == pytest.approx(1)


def test_probabilities_match_the_share_of_positives() -> None:
    pairs = known(telling=3, n=2000)
    ranker = Ranker(weights=Weights(text=1.0))
    values = scores(pairs, ranker)
    calibration = fit_calibration(values, pairs.is_same)
    assert np.mean([calibration(value) for value in values]) == pytest.approx(pairs.is_same.mean(), abs=0.01)


def test_a_score_that_tells_the_wrong_way_gets_no_slope() -> None:
    values = np.linspace(0, 1, 100)
    assert fit_calibration(values, values < 0.5).slope == pytest.approx(0, abs=1e-3)


def test_a_calibration_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        fit_calibration(np.ones(3), np.ones(3, np.bool_))


def test_each_ad_is_drawn_with_all_its_own() -> None:
    pool = make_pool(OCCUPATIONS, seed=1)
    drawn = draw(pool.grades, seed=0)
    assert (pool.grades[tuple(drawn.T)] == SAME).sum() == len(OCCUPATIONS) * RESUMES_OF_OCCUPATION
    assert len({tuple(pair) for pair in drawn.tolist()}) == len(drawn)
