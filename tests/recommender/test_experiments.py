"""Assignment is fair and steady; the analysis claims no more than the data show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from projects.recommender.experiments import (
    DIVERSITY,
    Experiment,
    Exposed,
    Variant,
    VariantCount,
    analyse,
    newcombe_interval,
)

USERS = [f"user-{number}" for number in range(20_000)]


def experiment(*shares: float, name: str = "test") -> Experiment:
    return Experiment(name, "Why?", tuple(Variant(f"arm-{number}", share, 0) for number, share in enumerate(shares)))


def seen(**counts: tuple[int, int]) -> list[VariantCount]:
    """Users who saw each variant, and those of them who liked something."""
    return [VariantCount(name, exposed, converted) for name, (exposed, converted) in counts.items()]


def test_a_user_always_gets_the_same_variant() -> None:
    again = Experiment(DIVERSITY.name, "Worded differently", DIVERSITY.variants)

    assert [DIVERSITY.assign(user) for user in USERS[:1000]] == [again.assign(user) for user in USERS[:1000]]


def test_assignment_does_not_change_between_releases() -> None:
    assert [DIVERSITY.assign(user).name for user in "abcdef"] == [
        "control",
        "varied",
        "control",
        "control",
        "varied",
        "control",
    ]


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (0.2, 0.3, 0.5)])
def test_shares_are_kept(shares: tuple[float, ...]) -> None:
    test = experiment(*shares)
    counts = Counter(test.assign(user).name for user in USERS)

    for variant in test.variants:
        spread = np.sqrt(len(USERS) * variant.share * (1 - variant.share))
        assert abs(counts[variant.name] - len(USERS) * variant.share) < 4 * spread


def test_two_experiments_are_independent() -> None:
    first, second = experiment(0.5, 0.5, name="first"), experiment(0.5, 0.5, name="second")
    same = sum(first.assign(user).name == second.assign(user).name for user in USERS)

    assert abs(same - len(USERS) / 2) < 4 * np.sqrt(len(USERS) / 4)


@pytest.mark.parametrize("shares", [(), (1.0,), (0.5, 0.6), (0.5, 0.4), (1.5, -0.5), (1.0, 0.0), (float("nan"), 1.0)])
def test_shares_that_split_nobody_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="experiment test: needs two variants or more"):
        experiment(*shares)


def test_two_variants_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="names"):
        Experiment("test", "Why?", (Variant("same", 0.5, 0), Variant("same", 0.5, 0.2)))


def test_a_user_is_new_once_in_each_experiment() -> None:
    exposed = Exposed()

    assert [exposed.add(*key) for key in [("a", "ann"), ("a", "ann"), ("b", "ann"), ("a", "bob")]] == [
        True,
        False,
        True,
        True,
    ]


def test_the_user_seen_longest_ago_is_forgotten_first() -> None:
    exposed = Exposed(capacity=2)

    assert [exposed.add("a", user) for user in ("ann", "bob", "ann", "cem", "ann", "bob")] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]


def test_variants_that_no_longer_run_are_left_out() -> None:
    result = analyse(DIVERSITY, seen(control=(2, 0), abandoned=(3, 3)))

    assert [count.exposed for count in result.counts] == [2, 0]


def test_nothing_is_concluded_from_few_users() -> None:
    result = analyse(DIVERSITY, seen(control=(99, 0), varied=(99, 99)))

    assert (result.verdict, result.difference, result.low, result.high) == ("too_few_users", None, None, None)


def test_an_experiment_nobody_saw_has_no_numbers() -> None:
    result = analyse(DIVERSITY, [])

    assert (result.verdict, result.sample_ratio_p_value, result.counts[0].rate) == ("too_few_users", None, None)


@pytest.mark.parametrize(("liked", "verdict"), [((20, 60), "better"), ((60, 20), "worse"), ((40, 45), "no_difference")])
def test_verdict_follows_the_interval(liked: tuple[int, int], verdict: str) -> None:
    result = analyse(DIVERSITY, seen(control=(200, liked[0]), varied=(200, liked[1])))

    assert result.verdict == verdict
    assert result.difference == pytest.approx((liked[1] - liked[0]) / 200)
    assert (result.difference, result.low, result.high) == newcombe_interval(result.counts[1], result.counts[0])


def test_a_broken_split_is_found_before_anything_is_claimed() -> None:
    result = analyse(DIVERSITY, seen(control=(1000, 0), varied=(800, 800)))

    assert result.verdict == "sample_ratio_mismatch"
    assert result.sample_ratio_p_value == pytest.approx(2.4e-6, rel=0.05)  # chi-square of 200²/1800 = 22.2, 1 degree


@pytest.mark.parametrize(
    ("treatment", "control", "expected"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ],
)
def test_interval_agrees_with_the_published_examples(
    treatment: tuple[int, int], control: tuple[int, int], expected: tuple[float, float]
) -> None:
    _, low, high = newcombe_interval(_count(*treatment), _count(*control))

    assert (low, high) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(("p1", "p0", "n"), [(0.3, 0.3, 150), (0.02, 0.05, 300), (0.95, 0.9, 120)])
def test_interval_covers_the_truth_as_often_as_it_says(p1: float, p0: float, n: int) -> None:
    covered = [low <= p1 - p0 <= high for low, high in _simulated_intervals(p1, p0, n, runs=2000)]

    assert 0.93 <= np.mean(covered) <= 0.98


def _simulated_intervals(p1: float, p0: float, n: int, runs: int) -> Iterator[tuple[float, float]]:
    generator = np.random.default_rng(3)
    for treatment, control in zip(generator.binomial(n, p1, runs), generator.binomial(n, p0, runs), strict=True):
        _, low, high = newcombe_interval(_count(int(treatment), n), _count(int(control), n))
        yield low, high


def _count(converted: int, exposed: int) -> VariantCount:
    return VariantCount("arm", exposed, converted)
