"""What every model promises, whatever it computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.sparse import csr_array

from projects.recommender.model.base import Csr, ModelConfig, NotFittedError, Recommender
from projects.recommender.model.catalogue import build, parse_config, restore

N_USERS, N_ITEMS, N_FEATURES = 30, 25, 4
ALS = {"kind": "als", "factors": 6, "regularization": 2.0, "iterations": 5, "feature_weight": 1.0}
EASE = {"kind": "ease", "regularization": 5.0, "feature_weight": 2.0}
USER_KNN = {"kind": "user-knn", "neighbours": 8, "sharpness": 2.0, "popularity_damping": 0.25}
CONFIGS: dict[str, dict[str, Any]] = {
    "random": {"kind": "random"},
    "popularity": {"kind": "popularity"},
    "item-knn": {"kind": "item-knn"},
    "item-knn cosine": {"kind": "item-knn", "similarity": "cosine", "neighbours": 5},
    "user-knn": USER_KNN,
    "bpr": {"kind": "bpr", "factors": 6, "iterations": 20},
    "als": ALS,
    "ease": EASE,
    "blend": {
        "kind": "blend",
        "parts": [{"weight": 1.0, "model": ALS}, {"weight": 2.0, "model": EASE}, {"weight": 0.5, "model": USER_KNN}],
    },
}
UNLEARNED = ("random", "popularity")

every_model = pytest.mark.parametrize("config", [parse_config(one) for one in CONFIGS.values()], ids=list(CONFIGS))
every_learner = pytest.mark.parametrize(
    "config", [parse_config(one) for name, one in CONFIGS.items() if name not in UNLEARNED]
)


def two_tastes(seed: int = 0) -> Csr:
    """Half the people choose among the first half of the items, half among the second, a few at random."""
    rng = np.random.default_rng(seed)
    likes = (np.arange(N_USERS)[:, None] % 2) == (np.arange(N_ITEMS)[None, :] >= N_ITEMS // 2)
    return csr_array((rng.random((N_USERS, N_ITEMS)) < np.where(likes, 0.5, 0.05)).astype(np.float32))


def features() -> Csr:
    return csr_array((np.random.default_rng(5).random((N_ITEMS, N_FEATURES)) < 0.4).astype(np.float32))


def weighted_histories() -> Csr:
    histories = two_tastes(seed=9)[:6]
    histories.data = np.linspace(0.1, 1, histories.nnz, dtype=np.float32)
    return histories


def histories_of_nobody(n: int, n_items: int = N_ITEMS) -> Csr:
    return csr_array(np.zeros((n, n_items), np.float32))


def fitted(config: ModelConfig) -> Recommender[Any]:
    return build(config).fit(two_tastes(), features())


@every_model
def test_scores_are_finite_float32_one_row_per_history(config: ModelConfig) -> None:
    scores = fitted(config).score(weighted_histories())

    assert scores.shape == (6, N_ITEMS)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()


@every_model
def test_a_row_scores_the_same_alone_and_in_a_batch(config: ModelConfig) -> None:
    model, histories = fitted(config), weighted_histories()
    alone = np.vstack([model.score(histories[[row]]) for row in range(histories.shape[0])])

    np.testing.assert_allclose(model.score(histories), alone, rtol=1e-4, atol=1e-5)


@every_model
def test_training_again_gives_the_same_model(config: ModelConfig) -> None:
    model = fitted(config)
    first = model.score(weighted_histories())

    np.testing.assert_array_equal(first, fitted(config).score(weighted_histories()))
    np.testing.assert_array_equal(first, model.fit(two_tastes(), features()).score(weighted_histories()))


@every_learner
def test_a_second_fit_forgets_the_first(config: ModelConfig) -> None:
    other = two_tastes(seed=1)
    refitted = fitted(config).fit(other, features()).score(weighted_histories())

    np.testing.assert_array_equal(refitted, build(config).fit(other, features()).score(weighted_histories()))
    assert not np.allclose(refitted, fitted(config).score(weighted_histories()))


@every_model
def test_saving_as_arrays_changes_nothing(config: ModelConfig) -> None:
    model = fitted(config)
    again = restore(config, model.arrays())

    np.testing.assert_array_equal(model.score(weighted_histories()), again.score(weighted_histories()))


@every_model
def test_saved_arrays_need_no_pickle(config: ModelConfig) -> None:
    assert all(array.dtype.kind in "fiu" for array in fitted(config).arrays().values())


@every_model
def test_a_config_survives_being_written_down(config: ModelConfig) -> None:
    assert parse_config(config.model_dump(mode="json")) == config


@every_model
def test_contributions_sum_to_the_score(config: ModelConfig) -> None:
    model, histories, items = fitted(config), weighted_histories(), np.arange(N_ITEMS)
    for row in range(histories.shape[0]):
        history = histories[[row]]
        profile = model.profile(history.indices, history.data)
        explained = profile.explain(items)

        assert set(explained.items) <= set(history.indices)
        np.testing.assert_allclose(profile.scores, model.score(history)[0], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(explained.totals, profile.scores, rtol=1e-4, atol=1e-5)


@every_learner
def test_contributions_name_every_film_of_the_history(config: ModelConfig) -> None:
    history = weighted_histories()[[0]]

    explained = fitted(config).profile(history.indices, history.data).explain(np.array([3]))

    assert explained.items.tolist() == history.indices.tolist()


@every_learner
def test_what_fades_away_is_forgotten(config: ModelConfig) -> None:
    model, without = fitted(config), weighted_histories()[[0]]
    faded = np.setdiff1d(np.arange(N_ITEMS, dtype=np.int32), without.indices)
    items = np.concatenate([faded, without.indices])
    weights = np.concatenate([np.full(len(faded), 1e-6, np.float32), without.data])

    scores = model.profile(items, weights).scores
    np.testing.assert_allclose(scores, model.score(without)[0], rtol=1e-4, atol=1e-4)


@every_model
def test_an_empty_history_has_one_opinion_of_all_items_or_the_prior(config: ModelConfig) -> None:
    model = fitted(config)
    empty = histories_of_nobody(2)
    scores = model.score(empty)

    assert np.isfinite(scores).all()
    np.testing.assert_array_equal(scores[0], scores[1])
    if config.model_dump()["kind"] not in UNLEARNED:
        np.testing.assert_array_equal(scores, 0)
    profile = model.profile(np.empty(0, np.int32), np.empty(0, np.float32))
    np.testing.assert_array_equal(profile.scores, scores[0])
    assert np.isfinite(profile.explain(np.array([1])).totals).all()


@every_model
def test_no_histories_give_no_scores(config: ModelConfig) -> None:
    assert fitted(config).score(histories_of_nobody(0)).shape == (0, N_ITEMS)


@every_learner
def test_taste_is_learned_and_carried_to_people_never_seen(config: ModelConfig) -> None:
    half = N_ITEMS // 2
    newcomer = np.array([0, 2, 4], np.int32)
    scores = fitted(config).profile(newcomer, np.ones(3, np.float32)).scores
    unseen = np.setdiff1d(np.arange(half), newcomer)

    assert scores[unseen].mean() > scores[half:].mean()


@every_model
def test_scoring_before_training_is_refused(config: ModelConfig) -> None:
    with pytest.raises(NotFittedError, match="has not been fitted"):
        build(config).score(weighted_histories())


@every_model
def test_histories_over_another_catalogue_are_refused(config: ModelConfig) -> None:
    with pytest.raises(ValueError, match="26 columns, the model knows 25 items"):
        fitted(config).score(histories_of_nobody(1, N_ITEMS + 1))


@every_model
@pytest.mark.parametrize(
    ("interactions", "reason"),
    [
        (histories_of_nobody(3), "nothing to learn from"),
        (csr_array(np.array([[1, -1]], np.float32)), "finite weights above zero"),
        (csr_array(np.array([[1, np.nan]], np.float32)), "finite weights above zero"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(config: ModelConfig, interactions: Csr, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        build(config).fit(interactions)


def test_features_of_another_catalogue_are_refused() -> None:
    with pytest.raises(ValueError, match="item_features has 3 rows for 25 items"):
        build(parse_config(EASE)).fit(two_tastes(), features()[:3])


@pytest.mark.parametrize("item", [-1, N_ITEMS])
def test_a_history_of_unknown_items_is_refused(item: int) -> None:
    with pytest.raises(IndexError, match=r"0\.\.24"):
        fitted(parse_config(EASE)).profile(np.array([0, item], np.int32), np.ones(2, np.float32))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "oracle"},
        {"kind": "ease", "lambda": 5},
        {"kind": "ease", "regularization": 0},
        {"kind": "als", "factors": 0},
        {"kind": "als", "alpha": float("nan")},
        {"kind": "blend", "parts": []},
        {"kind": "blend", "parts": [{"weight": 0, "model": EASE}]},
        {"kind": "blend", "parts": [{"weight": 1, "model": {"kind": "random"}}]},
        {},
    ],
)
def test_a_config_that_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse_config(wrong)


def test_features_change_the_models_that_use_them() -> None:
    for config in (parse_config(ALS), parse_config(EASE)):
        without = build(config).fit(two_tastes()).score(weighted_histories())
        assert not np.allclose(without, fitted(config).score(weighted_histories()))


def test_a_missing_array_is_named() -> None:
    arrays = fitted(parse_config(EASE)).arrays()
    del arrays["weights"]
    with pytest.raises(KeyError, match="weights"):
        restore(parse_config(EASE), arrays)
