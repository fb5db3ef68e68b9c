import numpy as np
import pytest
from numpy.typing import ArrayLike

from shared.evaluation import bootstrap
from shared.evaluation.bootstrap import bootstrap_mean, bootstrap_statistic, paired_bootstrap


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.corrcoef(x, y)[0, 1])


def test_interval_holds_the_true_mean_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    samples = rng.normal(loc=3.0, scale=2.0, size=(400, 80))
    intervals = [bootstrap_mean(s, n_resamples=400, confidence=0.9, seed=i) for i, s in enumerate(samples)]
    held = np.mean([interval.low <= 3.0 <= interval.high for interval in intervals])
    assert 0.85 <= held <= 0.94


def test_interval_has_the_width_of_the_normal_theory() -> None:
    values = np.random.default_rng(1).normal(size=2000)
    interval = bootstrap_mean(values, seed=2)
    expected = 2 * 1.96 * values.std() / np.sqrt(len(values))
    assert interval.high - interval.low == pytest.approx(expected, rel=0.08)
    assert interval.value == pytest.approx(values.mean())
    assert (interval.n, interval.confidence) == (2000, 0.95)


def test_seed_decides_the_interval() -> None:
    values = np.random.default_rng(1).random(50)
    assert bootstrap_mean(values, seed=7) == bootstrap_mean(values, seed=7)
    assert bootstrap_mean(values, seed=7) != bootstrap_mean(values, seed=8)


def test_memory_limit_does_not_change_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).random(50)
    at_once = bootstrap_mean(values, n_resamples=101, seed=7)
    monkeypatch.setattr(bootstrap, "DRAWS_IN_MEMORY", 500)
    assert bootstrap_mean(values, n_resamples=101, seed=7) == at_once


def test_pairing_finds_a_small_gain_under_large_variation_between_users() -> None:
    rng = np.random.default_rng(4)
    baseline = rng.normal(scale=10, size=300)
    candidate = baseline + rng.normal(loc=0.2, scale=0.5, size=300)
    paired = paired_bootstrap(candidate, baseline, seed=0)
    assert 0 < paired.low < 0.2 < paired.high
    assert paired.probability_better > 0.99
    assert paired.n == 300


def test_swapping_the_systems_mirrors_the_difference() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.random(100), rng.random(100)
    forward, backward = paired_bootstrap(a, b, seed=1), paired_bootstrap(b, a, seed=1)
    assert forward.difference == pytest.approx(-backward.difference)
    assert (forward.low, forward.high) == pytest.approx((-backward.high, -backward.low))
    assert forward.probability_better + backward.probability_better == pytest.approx(1)


def test_system_against_itself_is_a_tie() -> None:
    paired = paired_bootstrap([0.1, 0.5, 0.9], [0.1, 0.5, 0.9], seed=0)
    assert (paired.difference, paired.low, paired.high, paired.probability_better) == (0, 0, 0, 0.5)


def test_statistic_interval_draws_rows_together() -> None:
    x = np.random.default_rng(6).normal(size=200)
    interval = bootstrap_statistic(correlation, x, 2 * x + 1, n_resamples=50, seed=0)
    assert (interval.value, interval.low, interval.high) == pytest.approx((1, 1, 1))


def test_statistic_of_a_mean_agrees_with_the_bootstrap_of_the_mean() -> None:
    values = np.random.default_rng(6).random(40)
    by_statistic = bootstrap_statistic(lambda v: float(v.mean()), values, n_resamples=300, seed=3)
    assert by_statistic == bootstrap_mean(values, n_resamples=300, seed=3)


def test_few_undefined_resamples_are_left_out_and_many_are_refused() -> None:
    def positive_share(labels: np.ndarray) -> float:
        return float(labels.mean()) if labels.any() else float("nan")

    enough, too_few = np.r_[np.ones(5), np.zeros(45)], np.r_[np.ones(1), np.zeros(49)]
    assert bootstrap_statistic(positive_share, enough, n_resamples=500, seed=0).low > 0
    with pytest.raises(ValueError, match=r"undefined on \d+ of 500 resamples"):
        bootstrap_statistic(positive_share, too_few, n_resamples=500, seed=0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "empty"),
        ([[0.1, 0.2]], "one dimension"),
        ([0.1, float("nan"), float("inf")], "2 scores that are NaN or infinite"),
    ],
)
def test_scores_that_have_no_mean_are_refused(values: ArrayLike, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bootstrap_mean(values, seed=0)
    with pytest.raises(ValueError, match=f"baseline .*{message}"):
        paired_bootstrap([0.5], values, seed=0)


def test_paired_scores_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="candidate 2, baseline 3"):
        paired_bootstrap([1, 2], [1, 2, 3], seed=0)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        (([1, 2], [1, 2, 3]), r"same number of rows, got \[2, 3\]"),
        (([], []), "empty"),
        ((), "same number of rows"),
        (([2.0, 2.0], [2.0, float("nan")]), "whole data is nan"),
    ],
)
def test_rows_that_cannot_be_resampled_are_refused(arrays: tuple[ArrayLike, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bootstrap_statistic(lambda x, y: float((x + y).mean()), *arrays, seed=0)


@pytest.mark.parametrize(("n_resamples", "confidence"), [(0, 0.95), (100, 0.0), (100, 1.0), (100, 95)])
def test_impossible_options_are_refused(n_resamples: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"n_resamples|confidence"):
        bootstrap_mean([1.0, 2.0], n_resamples=n_resamples, confidence=confidence, seed=0)
