from collections.abc import Callable

import numpy as np
import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from shared.evaluation.ranking import (
    FloatArray,
    Recommended,
    Relevant,
    average_precision_at_k,
    has_relevant,
    hits,
    ndcg_at_k,
    precision_at_k,
    recall_at_k,
    reciprocal_rank,
)

Metric = Callable[[Recommended, Relevant], FloatArray]
METRICS: list[Metric] = [ndcg_at_k, average_precision_at_k, precision_at_k, recall_at_k, reciprocal_rank]


def relevant_items(*users: list[int], n_items: int = 8) -> sparse.csr_array[np.bool_, tuple[int, int]]:
    dense = np.zeros((len(users), n_items), dtype=bool)
    for user, items in enumerate(users):
        dense[user, items] = True
    return sparse.csr_array(dense)


def random_case(
    seed: int, n_users: int = 60, n_items: int = 40, k: int = 10
) -> tuple[NDArray[np.int64], sparse.csr_array[np.bool_, tuple[int, int]]]:
    rng = np.random.default_rng(seed)
    recommended = np.argsort(rng.random((n_users, n_items)), axis=1)[:, :k]
    recommended[rng.random(recommended.shape) < 0.1] = -1
    return recommended, sparse.csr_array(rng.random((n_users, n_items)) < rng.random((n_users, 1)) * 0.5)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (ndcg_at_k, (1 + 1 / np.log2(4)) / (1 + 1 / np.log2(3) + 1 / np.log2(4))),
        (average_precision_at_k, (1 / 1 + 2 / 3) / 4),
        (precision_at_k, 2 / 3),
        (recall_at_k, 2 / 4),
        (reciprocal_rank, 1.0),
    ],
)
def test_hits_at_ranks_one_and_three_of_three_with_four_relevant(metric: Metric, expected: float) -> None:
    score = metric(np.array([[5, 0, 6]]), relevant_items([1, 5, 6, 7]))
    assert score == pytest.approx([expected])


@pytest.mark.parametrize("metric", METRICS)
def test_padding_scores_as_a_miss(metric: Metric) -> None:
    relevant = relevant_items([1, 2])
    padded, missed = np.array([[1, -1, -1]]), np.array([[1, 6, 7]])
    np.testing.assert_array_equal(metric(padded, relevant), metric(missed, relevant))


@pytest.mark.parametrize("metric", METRICS)
def test_user_without_relevant_items_is_undefined_and_others_are_not(metric: Metric) -> None:
    relevant = relevant_items([], [3], [4])
    scores = metric(np.array([[1, 2], [3, 2], [1, 2]]), relevant)
    np.testing.assert_array_equal(np.isnan(scores), ~has_relevant(relevant))
    assert scores[2] == 0


@pytest.mark.parametrize("seed", range(5))
def test_metrics_agree_with_trec_eval(seed: int) -> None:
    recommended, relevant = random_case(seed)
    k = recommended.shape[1]
    names = {
        f"ndcg_cut_{k}": ndcg_at_k,
        f"map_cut_{k}": average_precision_at_k,
        f"P_{k}": precision_at_k,
        f"recall_{k}": recall_at_k,
        "recip_rank": reciprocal_rank,
    }
    evaluated = np.flatnonzero(has_relevant(relevant) & (recommended >= 0).any(axis=1))
    truth = {str(u): {str(i): 1 for i in relevant[[u]].indices} for u in evaluated}
    run = {
        str(u): {str(item): float(k - rank) for rank, item in enumerate(recommended[u]) if item >= 0} for u in evaluated
    }
    # trec_eval knows no gaps: close them, as it does.
    closed = np.full_like(recommended, -1)
    for user, items in enumerate(recommended):
        kept = items[items >= 0]
        closed[user, : len(kept)] = kept
    reference = pytrec_eval.RelevanceEvaluator(truth, {"ndcg_cut", "map_cut", "P", "recall", "recip_rank"})
    judged = reference.evaluate(run)
    for name, metric in names.items():
        expected = [judged[str(user)][name] for user in evaluated]
        np.testing.assert_allclose(metric(closed, relevant)[evaluated], expected, atol=1e-12, err_msg=name)


def test_hits_agree_with_a_lookup_of_each_cell() -> None:
    recommended, relevant = random_case(seed=9)
    dense = relevant.toarray()
    expected = [[item >= 0 and dense[user, item] for item in row] for user, row in enumerate(recommended)]
    np.testing.assert_array_equal(hits(recommended, relevant), expected)


def test_stored_zeros_duplicates_and_order_do_not_matter() -> None:
    cells = (np.array([1, 0, 1, 1]), np.array([5, 2, 3, 5]), np.array([0, 4]))
    untidy = sparse.csr_matrix(cells, shape=(1, 8))
    recommended = np.array([[2, 3, 5, 7]])
    np.testing.assert_array_equal(hits(recommended, untidy), [[False, True, True, False]])
    assert recall_at_k(recommended, untidy) == [1.0]
    assert untidy.nnz == 4, "the caller's matrix is left as it was"


@given(seed=st.integers(0, 2**32 - 1), k=st.integers(1, 12))
def test_scores_stay_between_zero_and_one(seed: int, k: int) -> None:
    recommended, relevant = random_case(seed, n_users=8, n_items=12, k=k)
    for metric in METRICS:
        scores = metric(recommended, relevant)[has_relevant(relevant)]
        assert ((scores >= 0) & (scores <= 1 + 1e-12)).all()


@given(seed=st.integers(0, 2**32 - 1), rank=st.integers(0, 3))
def test_moving_a_hit_up_never_lowers_a_score(seed: int, rank: int) -> None:
    recommended, relevant = random_case(seed, n_users=8, n_items=12, k=5)
    better = recommended.copy()
    hit = hits(recommended, relevant)
    swap = hit[:, rank + 1] & ~hit[:, rank]
    better[swap, rank], better[swap, rank + 1] = recommended[swap, rank + 1], recommended[swap, rank]
    for metric in METRICS:
        before, after = metric(recommended, relevant), metric(better, relevant)
        assert (after[has_relevant(relevant)] >= before[has_relevant(relevant)] - 1e-12).all()


@given(seed=st.integers(0, 2**32 - 1))
def test_list_of_all_relevant_items_first_is_perfect(seed: int) -> None:
    _, relevant = random_case(seed, n_users=8, n_items=12)
    ideal = np.argsort(~relevant.toarray(), axis=1, kind="stable")
    judged = has_relevant(relevant)
    for metric in (ndcg_at_k, average_precision_at_k, recall_at_k, reciprocal_rank):
        np.testing.assert_allclose(metric(ideal, relevant)[judged], 1.0)


@pytest.mark.parametrize(
    ("recommended", "message"),
    [
        (np.array([1, 2]), r"\[n_users, k\]"),
        (np.empty((1, 0), dtype=int), r"\[n_users, k\]"),
        (np.array([[1.0, 2.0]]), "dtype float64"),
        (np.array([[1, 8]]), r"\[-1, 7\]"),
        (np.array([[-2, 1]]), r"\[-1, 7\]"),
        (np.array([[1, 2], [3, 4]]), "2 users and relevant has 1"),
        (np.array([[4, 1, 4]]), "user 0 repeats"),
    ],
)
def test_malformed_lists_are_refused(recommended: NDArray[np.int64], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ndcg_at_k(recommended, relevant_items([1]))


def test_no_users_give_no_scores() -> None:
    empty = sparse.csr_array((0, 8), dtype=bool)
    assert ndcg_at_k(np.empty((0, 3), dtype=int), empty).shape == (0,)
