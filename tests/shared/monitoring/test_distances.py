"""The two distances: by hand, against SciPy, and for what must hold for any samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from shared.monitoring.distances import (
    CATEGORIES,
    FALSE_ALARMS,
    category_distances,
    count_categories,
    count_numbers,
    ks_by_chance,
    ks_distance,
    number_distances,
    psi,
    psi_by_chance,
)

samples = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=80)
several = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=80)
names = st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=80)


def test_psi_of_two_bins_by_hand() -> None:
    # 99.5 and 299.5 of 399, and the other way round, with half a row added to each bin.
    counts = np.array([99.0, 299.0]), np.array([299.0, 99.0])
    q = 99.5 / 399
    assert psi(*counts) == pytest.approx(2 * (1 - 2 * q) * np.log((1 - q) / q))


def test_psi_of_large_samples_is_that_of_the_handbook() -> None:
    reference, now = np.array([0.25, 0.25, 0.25, 0.25]) * 1e9, np.array([0.40, 0.30, 0.20, 0.10]) * 1e9
    assert psi(reference, now) == pytest.approx(0.228, abs=5e-4)


def test_an_empty_bin_is_far_but_not_infinitely_far() -> None:
    assert 1 < psi(np.array([500.0, 500.0]), np.array([1000.0, 0.0])) < 10


def test_numbers_are_counted_between_the_deciles_of_the_reference() -> None:
    reference, current = count_numbers(np.arange(100.0), np.array([-5.0, 0.0, 99.0, 200.0]))
    assert reference.tolist() == [10.0] * 10
    assert current.tolist() == [2.0, *[0.0] * 8, 2.0]


def test_numbers_that_are_all_equal_have_one_bin_and_one_above() -> None:
    reference, current = count_numbers(np.full(50, 3.0), np.array([3.0, 4.0]))
    assert (reference.tolist(), current.tolist()) == ([50.0, 0.0], [1.0, 1.0])


def test_what_fell_below_a_constant_is_seen_by_ks() -> None:
    found = number_distances([3.0] * 300, [2.0] * 300)
    assert found["ks"].score == 1.0 > found["ks"].by_chance


def test_rare_categories_count_as_one() -> None:
    many = [name for name in "abcdefghijklmnop" for _ in range(10)]
    reference, current = count_categories([*many, "a"], many)
    assert len(reference) == CATEGORIES + 1
    assert (reference[0], current[0]) == (11.0, 10.0)
    assert reference[-1] == current[-1] == 40.0


def test_a_category_that_is_new_has_a_bin_of_its_own() -> None:
    reference, current = count_categories(["a"] * 300, ["a"] * 200 + ["new"] * 100)
    assert (reference.tolist(), current.tolist()) == ([300.0, 0.0, 0.0], [200.0, 100.0, 0.0])


@pytest.mark.parametrize("bins", [2, 4, 10, 13])
def test_the_limit_of_psi_is_the_quantile_of_chi_squared(bins: int) -> None:
    counts = np.full(bins, 100.0), np.full(bins, 50.0)
    exact = stats.chi2.ppf(1 - FALSE_ALARMS, bins - 1) * (1 / counts[0].sum() + 1 / counts[1].sum())
    assert psi_by_chance(*counts) == pytest.approx(exact, rel=0.04)


@pytest.mark.parametrize(("n", "m"), [(300, 300), (1000, 300), (5000, 5000)])
def test_the_limit_of_ks_is_the_quantile_of_kolmogorovs_distribution(n: int, m: int) -> None:
    exact = stats.kstwobign.ppf(1 - FALSE_ALARMS) * np.sqrt(1 / n + 1 / m)
    assert ks_by_chance(n, m) == pytest.approx(exact, rel=0.001)


@given(several, several)
def test_ks_is_that_of_scipy(reference: list[float], current: list[float]) -> None:
    exact = stats.ks_2samp(reference, current, method="asymp").statistic
    assert ks_distance(np.array(reference), np.array(current)) == pytest.approx(exact)


@given(samples, samples)
def test_no_value_of_numbers_is_lost_and_nothing_is_negative_or_infinite(
    reference: list[float], current: list[float]
) -> None:
    counts = count_numbers(np.array(reference), np.array(current))
    assert [count.sum() for count in counts] == [len(reference), len(current)]
    for score, by_chance in number_distances(reference, current).values():
        assert 0 <= score < np.inf
        assert 0 < by_chance < np.inf


@given(names, names)
def test_no_name_is_lost_and_psi_is_the_same_the_other_way_round(reference: list[str], current: list[str]) -> None:
    counts = count_categories(reference, current)
    assert [count.sum() for count in counts] == [len(reference), len(current)]
    there, back = category_distances(reference, current)["psi"], category_distances(current, reference)["psi"]
    assert there.by_chance == pytest.approx(back.by_chance)
    assert there.score >= 0


@given(samples)
def test_a_sample_has_no_distance_from_itself(sample: list[float]) -> None:
    assert {distance.score for distance in number_distances(sample, sample).values()} == {0.0}
