import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evaluation.bootstrap import bootstrap_statistic
from shared.evaluation.classification import (
    accuracy,
    auroc,
    average_precision,
    confusion_matrix,
    fpr_at_tpr,
    macro_f1,
    per_class,
    risk_coverage,
)

LABELS = ["cat", "cat", "cat", "dog", "dog", "owl"]
PREDICTED = ["cat", "cat", "dog", "dog", "cat", "cat"]


def test_accuracy_and_macro_f1_of_a_worked_example() -> None:
    assert accuracy(LABELS, PREDICTED) == pytest.approx(3 / 6)
    cat, dog, owl = 2 * 2 / (4 + 3), 2 * 1 / (2 + 2), 0
    assert macro_f1(LABELS, PREDICTED) == pytest.approx((cat + dog + owl) / 3)


def test_per_class_scores_keep_the_order_and_count_the_rows() -> None:
    dog, cat, emu = per_class(LABELS, PREDICTED, ["dog", "cat", "emu"])
    assert (dog.name, dog.precision, dog.recall, dog.f1, dog.support) == ("dog", 0.5, 0.5, 0.5, 2)
    assert (cat.precision, cat.recall) == pytest.approx((2 / 4, 2 / 3))
    assert (emu.precision, emu.recall, emu.f1, emu.support) == (0, 0, 0, 0)


def test_confusion_matrix_has_the_true_class_down() -> None:
    matrix = confusion_matrix(LABELS, PREDICTED, ["cat", "dog", "owl"])
    np.testing.assert_array_equal(matrix, [[2, 1, 0], [1, 1, 0], [1, 0, 0]])


def test_ranking_scores_of_a_worked_example() -> None:
    positive, scores = [True, False, True, False], [0.9, 0.8, 0.7, 0.1]
    assert auroc(positive, scores) == pytest.approx(3 / 4)
    assert average_precision(positive, scores) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert fpr_at_tpr(positive, scores) == pytest.approx(1 / 2)
    assert fpr_at_tpr(positive, scores, tpr=0.5) == 0


@pytest.mark.parametrize("positive", [[True, True], [False, False]])
def test_ranking_scores_are_undefined_when_a_class_is_absent(positive: list[bool]) -> None:
    assert np.isnan(auroc(positive, [0.1, 0.2]))
    assert np.isnan(fpr_at_tpr(positive, [0.1, 0.2]))
    assert np.isnan(average_precision([False, False], [0.1, 0.2]))


def test_auroc_has_an_interval_although_some_resamples_lack_a_class() -> None:
    rng = np.random.default_rng(0)
    positive = np.arange(40) < 5
    interval = bootstrap_statistic(auroc, positive, rng.normal(positive), n_resamples=400, seed=1)
    assert 0.5 < interval.low < interval.value < interval.high <= 1


@pytest.mark.parametrize("tpr", [0, -0.1, 1.1])
def test_impossible_tpr_is_refused(tpr: float) -> None:
    with pytest.raises(ValueError, match="tpr"):
        fpr_at_tpr([True, False], [0.2, 0.1], tpr=tpr)


def test_risk_grows_as_less_confident_rows_are_answered() -> None:
    curve = risk_coverage([0, 1, 0, 1], [0.9, 0.2, 0.8, 0.1])
    np.testing.assert_allclose(curve.coverage, [0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(curve.risk, [0, 0, 1 / 3, 1 / 2])
    assert curve.area == pytest.approx((1 / 3 + 1 / 2) / 4)


def test_confidence_that_says_nothing_risks_the_mean_loss_everywhere() -> None:
    np.testing.assert_allclose(risk_coverage([0, 1, 1, 0], [0.5] * 4).risk, 0.5)


ROWS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.5, 0.9])), min_size=1)


@given(ROWS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_order_of_the_rows_does_not_change_the_curve(
    orders: tuple[list[tuple[bool, float]], list[tuple[bool, float]]],
) -> None:
    before, after = (risk_coverage(*zip(*order, strict=True)) for order in orders)
    np.testing.assert_allclose(before.risk, after.risk)
    assert before.risk[-1] == pytest.approx(np.mean([loss for loss, _ in orders[0]]))


@pytest.mark.parametrize(("losses", "confidence"), [([], []), ([1], [0.1, 0.2]), ([[1]], [[0.5]])])
def test_risk_coverage_refuses_arrays_that_do_not_match(losses: list[float], confidence: list[float]) -> None:
    with pytest.raises(ValueError, match="losses and confidence"):
        risk_coverage(losses, confidence)
