"""Each model against its formula, written out densely and slowly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array

from projects.recommender.model.als import Als, AlsConfig
from projects.recommender.model.base import Csr
from projects.recommender.model.blend import Blend, BlendConfig, Part
from projects.recommender.model.ease import Ease, EaseConfig
from projects.recommender.model.neighbours import ItemKnn, ItemKnnConfig, UserKnn, UserKnnConfig
from projects.recommender.model.popularity import Popularity, PopularityConfig

CHOSEN = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1], [1, 0, 0, 1], [0, 0, 1, 1]], np.float32)
HISTORY = np.array([[0.5, 0, 1, 0]], np.float32)


def sparse(dense: NDArray[np.float32]) -> Csr:
    return csr_array(dense)


def test_ease_is_the_ridge_regression_of_each_item_on_all_others() -> None:
    model = Ease(EaseConfig(regularization=2.0)).fit(sparse(CHOSEN))
    for item in range(4):
        others = np.delete(CHOSEN, item, axis=1)
        coefficients = np.linalg.solve(others.T @ others + 2 * np.eye(3), others.T @ CHOSEN[:, item])
        expected = np.delete(HISTORY[0], item) @ coefficients

        assert model.score(sparse(HISTORY))[0, item] == pytest.approx(expected, rel=1e-5)


def test_ease_features_count_like_people_who_chose_what_shares_a_feature() -> None:
    features = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
    with_people = np.vstack([CHOSEN, features.T, features.T, features.T])

    model = Ease(EaseConfig(regularization=2.0, feature_weight=3.0)).fit(sparse(CHOSEN), sparse(features))
    expected = Ease(EaseConfig(regularization=2.0)).fit(sparse(with_people))
    np.testing.assert_allclose(model.weights, expected.weights, rtol=1e-5)


def test_als_folds_in_by_the_normal_equations() -> None:
    config = AlsConfig(factors=3, regularization=0.5, alpha=4.0, iterations=5)
    model = Als(config).fit(sparse(CHOSEN))
    factors = model.item_factors.astype(np.float64)
    confidence = HISTORY[0] * 4.0 + (1 - HISTORY[0]) * 1.0
    gram = factors.T @ np.diag(confidence) @ factors + 0.5 * np.eye(3)
    person = np.linalg.solve(gram, factors.T @ (HISTORY[0] * 4.0))

    np.testing.assert_allclose(model.score(sparse(HISTORY))[0], factors @ person, rtol=1e-4)


def test_als_folds_in_as_implicit_does() -> None:
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    config = AlsConfig(factors=3, regularization=0.5, alpha=4.0, iterations=5)
    trainer = AlternatingLeastSquares(
        factors=3, regularization=0.5, alpha=4.0, iterations=5, random_state=config.seed, num_threads=1
    )
    trainer.fit(csr_matrix(CHOSEN), show_progress=False)
    history = (HISTORY > 0).astype(np.float32)
    person = trainer.recalculate_user(0, csr_matrix(history))

    expected = trainer.item_factors @ person
    np.testing.assert_allclose(Als(config).fit(sparse(CHOSEN)).score(sparse(history))[0], expected, rtol=1e-3)


def test_item_knn_is_jaccard_of_who_chose_both() -> None:
    model = ItemKnn(ItemKnnConfig()).fit(sparse(CHOSEN))

    # Items 0 and 1: two people have both, four have either. Items 2 and 1: two and four. Item 2 with 0: one and five.
    assert model.weights[0, 1] == pytest.approx(2 / 4)
    assert model.score(sparse(HISTORY))[0, 1] == pytest.approx(0.5 * 2 / 4 + 1 * 2 / 4)
    assert model.score(sparse(HISTORY))[0, 0] == pytest.approx(0.5 * 1 + 1 * 1 / 5)


def test_item_knn_counts_people_not_weights() -> None:
    weighted = ItemKnn(ItemKnnConfig()).fit(sparse(CHOSEN * 5))

    np.testing.assert_array_equal(weighted.weights, ItemKnn(ItemKnnConfig()).fit(sparse(CHOSEN)).weights)


def test_item_knn_keeps_the_nearest_items_of_each() -> None:
    model = ItemKnn(ItemKnnConfig(similarity="cosine", neighbours=2)).fit(sparse(CHOSEN))

    assert model.weights[0, 1] == pytest.approx(2 / 3)
    assert model.weights[3, 0] == 0
    assert (model.weights > 0).sum(axis=0).min() >= 2


def test_user_knn_lets_the_nearest_people_vote() -> None:
    model = UserKnn(UserKnnConfig(neighbours=2, sharpness=2.0)).fit(sparse(CHOSEN))
    cosine = (CHOSEN @ HISTORY[0]) / np.linalg.norm(CHOSEN, axis=1) / np.linalg.norm(HISTORY[0])
    nearest = np.argsort(-cosine)[:2]

    np.testing.assert_allclose(model.score(sparse(HISTORY))[0], cosine[nearest] ** 2 @ CHOSEN[nearest], rtol=1e-5)


def test_user_knn_damps_popular_items_when_it_compares() -> None:
    damped = UserKnn(UserKnnConfig(popularity_damping=1.0)).fit(sparse(CHOSEN))

    assert damped.item_scale.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1 / 3])


def test_popularity_is_the_total_weight() -> None:
    model = Popularity(PopularityConfig()).fit(sparse(CHOSEN * 2))

    assert model.score(sparse(HISTORY)).tolist() == [[6, 6, 6, 6]]


def test_a_blend_adds_standardised_scores_by_their_share() -> None:
    parts = (Part(weight=3.0, model=EaseConfig(regularization=2.0)), Part(weight=1.0, model=ItemKnnConfig()))
    blend = Blend(BlendConfig(parts=parts)).fit(sparse(CHOSEN))
    expected = np.zeros(4)
    for share, model in ((0.75, Ease(EaseConfig(regularization=2.0))), (0.25, ItemKnn(ItemKnnConfig()))):
        scores = model.fit(sparse(CHOSEN)).score(sparse(HISTORY))[0]
        expected += share * (scores - scores.mean()) / scores.std()

    np.testing.assert_allclose(blend.score(sparse(HISTORY))[0], expected, rtol=1e-4, atol=1e-6)
