"""Lists from scores: order, ties, exclusions, padding."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from projects.recommender.model.base import Csr, Floats
from projects.recommender.model.ranking import PAD, best, top_k


def row(*scores: float) -> Floats:
    return np.array([scores], np.float32)


@pytest.mark.parametrize(
    ("scores", "k", "expected"),
    [
        (row(1, 3, 2), 2, [1, 2]),
        (row(5, 5, 5, 5), 3, [0, 1, 2]),
        (row(1, 2, 2, 3), 2, [3, 1]),
        (row(0, -0.0, 0), 2, [0, 1]),
        (row(1, 2), 4, [1, 0, PAD, PAD]),
        (row(-np.inf, 2, -np.inf), 2, [1, PAD]),
        (row(-np.inf, -np.inf), 1, [PAD]),
        (row(np.inf, 1), 1, [0]),
    ],
)
def test_the_best_come_first_and_ties_by_index(scores: Floats, k: int, expected: list[int]) -> None:
    assert top_k(scores, k).tolist() == [expected]


def test_excluded_items_never_appear() -> None:
    seen: Csr = csr_array(np.array([[0, 1, 0], [1, 1, 1]], np.float32))

    assert top_k(np.array([[1, 9, 2], [1, 2, 3]], np.float32), 2, seen).tolist() == [[2, 0], [PAD, PAD]]


def test_the_scores_are_left_as_they_were() -> None:
    scores = row(1, 2, 3)
    top_k(scores, 1, csr_array(np.ones((1, 3), np.float32)))

    assert scores.tolist() == [[1, 2, 3]]


def test_lists_agree_with_a_full_sort() -> None:
    scores = np.random.default_rng(3).integers(0, 6, (50, 40)).astype(np.float32)

    np.testing.assert_array_equal(top_k(scores, 12), np.argsort(-scores, axis=1, kind="stable")[:, :12])


def test_no_rows_give_no_lists() -> None:
    assert top_k(np.empty((0, 3), np.float32), 2).shape == (0, 2)


def test_a_list_has_at_least_one_place() -> None:
    with pytest.raises(ValueError, match="k must be at least 1"):
        top_k(row(1), 0)


@pytest.mark.parametrize("k", [1, 3, 7, 20])
def test_best_of_one_row_is_top_k_without_padding(k: int) -> None:
    generator = np.random.default_rng(k)
    for _ in range(50):
        scores = generator.integers(0, 5, 12).astype(np.float32)
        scores[generator.random(12) < 0.3] = -np.inf
        padded = top_k(scores[None], k)[0]

        assert best(scores, k).tolist() == padded[padded >= 0].tolist()
