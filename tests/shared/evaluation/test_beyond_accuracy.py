from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from shared.evaluation.beyond_accuracy import coverage, intra_list_diversity, mean_popularity, novelty


def test_coverage_counts_each_listed_item_once() -> None:
    assert coverage(np.array([[0, 1, -1], [1, 2, 0]]), n_items=12) == 3 / 12


def test_coverage_of_an_empty_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="n_items"):
        coverage(np.array([[-1]]), n_items=0)


def test_novelty_is_the_mean_number_of_bits() -> None:
    scores = novelty(np.array([[0, 1], [1, -1]]), np.array([8, 2]), n_users=8)
    np.testing.assert_allclose(scores, [(0 + 2) / 2, 2])


def test_item_that_nobody_has_is_as_novel_as_one_that_one_user_has() -> None:
    scores = novelty(np.array([[0], [1]]), np.array([0, 1]), n_users=16)
    np.testing.assert_allclose(scores, [4, 4])


def test_mean_popularity_is_the_share_of_users() -> None:
    scores = mean_popularity(np.array([[0, 1], [1, -1]]), np.array([8, 2]), n_users=8)
    np.testing.assert_allclose(scores, [0.625, 0.25])


def test_empty_list_is_undefined() -> None:
    empty = np.array([[-1, -1]])
    counts = np.array([1, 2])
    assert np.isnan(novelty(empty, counts, n_users=4)).all()
    assert np.isnan(mean_popularity(empty, counts, n_users=4)).all()
    assert np.isnan(intra_list_diversity(empty, np.eye(2))).all()


def test_diversity_of_orthogonal_items_is_one_and_of_twins_is_zero() -> None:
    features = np.array([[1.0, 0.0], [0.0, 3.0], [2.0, 0.0]])
    scores = intra_list_diversity(np.array([[0, 1], [0, 2]]), features)
    np.testing.assert_allclose(scores, [1, 0], atol=1e-12)


def test_item_without_features_resembles_nothing() -> None:
    features = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.0]])
    np.testing.assert_allclose(intra_list_diversity(np.array([[0, 1, 2]]), features), [1])


def test_list_of_one_item_has_no_diversity() -> None:
    assert np.isnan(intra_list_diversity(np.array([[0, -1]]), np.eye(2))).all()


@pytest.mark.parametrize("convert", [np.asarray, sparse.csr_array, sparse.csr_matrix])
def test_diversity_agrees_with_a_loop_over_pairs(convert: type) -> None:
    rng = np.random.default_rng(3)
    features = rng.random((30, 6))
    recommended = np.argsort(rng.random((20, 30)), axis=1)[:, :5]
    recommended[:7, 3] = -1
    expected = []
    for items in recommended:
        pairs = combinations([item for item in items if item >= 0], 2)
        norms = np.linalg.norm(features, axis=1)
        expected.append(1 - np.mean([features[i] @ features[j] / (norms[i] * norms[j]) for i, j in pairs]))
    np.testing.assert_allclose(intra_list_diversity(recommended, convert(features)), expected)
