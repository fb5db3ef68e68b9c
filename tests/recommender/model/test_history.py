"""Histories as matrices, and what recency does to them."""

from __future__ import annotations

import numpy as np
import pytest

from projects.recommender.model.history import NEGLIGIBLE, recency_matrix, recency_weights, weighted


def test_the_newest_counts_one_and_half_as_much_a_half_life_before() -> None:
    assert recency_weights(2.0)[-5:].tolist() == pytest.approx([0.25, 0.5**1.5, 0.5, 0.5**0.5, 1.0])


@pytest.mark.parametrize("half_life", [None, 3.0])
def test_no_history_has_no_weights(half_life: float | None) -> None:
    items, weights = weighted([], half_life=half_life)

    assert items.shape == weights.shape == (0,)


def test_without_a_half_life_all_count_alike() -> None:
    assert weighted([5, 3, 8], half_life=None)[1].tolist() == [1, 1, 1]


def test_a_row_holds_its_items_at_their_columns() -> None:
    items, weights = weighted([4, 0], half_life=1.0)

    assert (items.tolist(), weights.tolist()) == ([4, 0], [0.5, 1.0])


def test_a_matrix_ranks_each_user_by_time() -> None:
    users, items, times = np.array([1, 0, 1, 1]), np.array([0, 1, 2, 1]), np.array([30, 5, 10, 20])
    histories = recency_matrix(users, items, times, (3, 3), half_life=1.0)

    assert histories.toarray().tolist() == [[0, 1, 0], [1, 0.5, 0.25], [0, 0, 0]]


def test_rows_and_matrix_agree() -> None:
    items, times = np.array([3, 0, 2]), np.array([1, 2, 3])
    histories = recency_matrix(np.zeros(3, np.int32), items, times, (1, 5), half_life=4.0)

    films, weights = weighted(items, half_life=4.0)
    np.testing.assert_array_equal(histories.toarray()[0, films], weights)


def test_what_weighs_next_to_nothing_is_left_out() -> None:
    items, weights = weighted(range(100), half_life=1.0)

    assert items.tolist() == list(range(80, 100))
    assert weights[0] >= NEGLIGIBLE > weights[0] / 2
