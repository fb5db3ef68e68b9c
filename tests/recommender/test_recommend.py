"""Answers for everybody: known, anonymous, both, or nobody in particular."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from projects.recommender.data import Dataset, Interactions, Item
from projects.recommender.data.ids import of_pseudonym
from projects.recommender.feedback import NO_TASTE, Taste
from projects.recommender.model.als import Als
from projects.recommender.model.blend import Blend
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.catalogue import restore
from projects.recommender.model.ease import EaseConfig
from projects.recommender.model.popularity import PopularityConfig
from projects.recommender.recommend import RecommendationEngine, UnknownItems
from projects.recommender.rerank import Filters
from tests.recommender.small_world import ANN, GENRES, SPECIAL_TITLES, STRANGER

TODAY = 1_800_000_000


def films(engine: RecommendationEngine, *numbers: int) -> list[int]:
    return engine.indices([f"film-{number}" for number in numbers])


def watched(engine: RecommendationEngine, user: str) -> list[int]:
    history: list[int] = engine.model.histories.of(engine.model.user_index[user]).tolist()
    return history


def test_known_user_gets_new_films_best_first(engine: RecommendationEngine) -> None:
    history = engine.history([ANN], NO_TASTE, [])
    picks = engine.recommend(history, k=20)

    assert history == watched(engine, ANN)
    assert picks.strategy == "personalised"
    assert not set(picks.items.tolist()) & set(history)
    assert picks.scores.tolist() == sorted(picks.scores.tolist(), reverse=True)


def test_taste_shows_in_the_answer(engine: RecommendationEngine) -> None:
    horror = films(engine, 3, 8, 13, 18)
    picks = engine.recommend(horror, k=5)

    assert sum("Horror" in engine.model.items[item].genres for item in picks.items) >= 3


def test_stranger_gets_what_is_popular_now(engine: RecommendationEngine) -> None:
    history = engine.history([STRANGER], NO_TASTE, [])
    picks = engine.recommend(history, k=5)

    assert (history, picks.strategy) == ([], "popular")
    recent = engine.model.recent_popularity[picks.items]
    assert recent[0] == engine.model.recent_popularity.max()
    assert recent.tolist() == sorted(recent.tolist(), reverse=True)


def test_of_equally_recent_films_the_better_known_comes_first(engine: RecommendationEngine) -> None:
    model = replace(engine.model, recent_popularity=np.zeros_like(engine.model.recent_popularity))
    picks = RecommendationEngine.of(model).recommend([], k=3)

    assert engine.model.popularity[picks.items].tolist() == sorted(engine.model.popularity, reverse=True)[:3]


def test_the_history_is_training_and_feedback_then_request_with_the_latest_last(engine: RecommendationEngine) -> None:
    trained = watched(engine, ANN)
    unseen = next(index for index in range(len(engine.model.items)) if index not in trained)
    item = [engine.model.items[index].id for index in (trained[3], unseen)]
    history = engine.history([ANN], Taste(liked={item[1]: TODAY}), [item[0]])

    assert history == [*(index for index in trained if index != trained[3]), unseen, trained[3]]


def test_feedback_that_the_model_was_trained_with_keeps_its_place(engine: RecommendationEngine) -> None:
    trained = watched(engine, ANN)
    moments = engine.model.histories.moments_of(engine.model.user_index[ANN]).tolist()
    old = {engine.model.items[trained[place]].id: moments[place] for place in (5, 3)}

    assert engine.history([ANN], Taste(liked=old), []) == trained


def test_feedback_stands_where_its_time_puts_it(engine: RecommendationEngine) -> None:
    trained = watched(engine, ANN)
    moments = engine.model.histories.moments_of(engine.model.user_index[ANN]).tolist()
    unseen = next(index for index in range(len(engine.model.items)) if index not in trained)
    again = engine.model.items[trained[0]].id
    taste = Taste(liked={engine.model.items[unseen].id: moments[3] + 1, again: TODAY})

    assert engine.history([ANN], taste, []) == [*trained[1:4], unseen, *trained[4:], trained[0]]


def test_people_who_came_by_feedback_are_known_by_their_pseudonym_alone(model: RecommenderModel) -> None:
    users = (*model.users[:-1], of_pseudonym("5e1f"))
    engine = RecommendationEngine.of(replace(model, users=users))
    history = watched(engine, users[-1])

    assert engine.history(["jane", "5e1f"], NO_TASTE, []) == history
    assert engine.history(["5e1f", "another"], NO_TASTE, []) == []
    assert engine.history(["5e1f"], NO_TASTE, []) == []


def test_repeated_items_count_once_at_their_latest_place(engine: RecommendationEngine) -> None:
    assert engine.history((), NO_TASTE, ["film-1", "film-2", "film-1"]) == films(engine, 2, 1)


def test_disliked_films_leave_the_history(engine: RecommendationEngine) -> None:
    disliked = engine.model.items[watched(engine, ANN)[0]].id
    taste = Taste(disliked=frozenset([disliked, "film-5"]))

    assert engine.history([ANN], taste, []) == watched(engine, ANN)[1:]
    assert engine.history((), taste, ["film-5", "film-6"]) == films(engine, 6)


def test_hidden_films_are_not_shown(engine: RecommendationEngine) -> None:
    best = engine.recommend([], k=3).items.tolist()

    assert not set(engine.recommend([], hidden=best, k=10).items.tolist()) & set(best)


def test_feedback_on_films_that_the_model_does_not_know_is_left_out(engine: RecommendationEngine) -> None:
    taste = Taste(liked={"from-tomorrow": TODAY, "film-2": TODAY}, disliked=frozenset(["also-new"]))

    assert engine.history((), taste, []) == films(engine, 2)
    assert engine.known(["film-2", "from-tomorrow"]) == films(engine, 2)


def test_unknown_films_of_a_request_are_named(engine: RecommendationEngine) -> None:
    with pytest.raises(UnknownItems, match="not in the catalogue: nope, neither"):
        engine.history((), NO_TASTE, ["film-1", "nope", "neither"])


def test_everything_watched_leaves_nothing_to_recommend(engine: RecommendationEngine) -> None:
    everything = list(range(len(engine.model.items)))

    assert len(engine.recommend(everything, k=5).items) == 0
    assert engine.reasons(engine.recommend(everything, k=5)) == []


def test_rules_hold_for_popular_films_too(engine: RecommendationEngine) -> None:
    picks = engine.recommend([], filters=Filters(include_genres={"Western"}), k=5)

    assert all("Western" in engine.model.items[item].genres for item in picks.items)


def test_reasons_are_the_strongest_films_of_the_history(engine: RecommendationEngine) -> None:
    history = engine.history([ANN], NO_TASTE, [])
    picks = engine.recommend(history, k=5)
    parts = engine.model.explain(history, picks.items)

    for because, values in zip(engine.reasons(picks), parts.values, strict=True):
        contributions = [value for _, value in because]
        assert contributions == sorted((value for value in values if value > 0), reverse=True)[:3]
        assert {film for film, _ in because} <= set(history)


def test_contributions_sum_to_the_score(engine: RecommendationEngine) -> None:
    history = engine.history([ANN], NO_TASTE, [])
    picks = engine.recommend(history, k=20)

    assert engine.model.explain(history, picks.items).totals == pytest.approx(picks.scores, abs=1e-4)


def test_there_is_no_reason_without_a_history(engine: RecommendationEngine) -> None:
    assert engine.reasons(engine.recommend([], k=4)) == [[], [], [], []]


def test_a_model_that_does_not_look_at_the_history_gives_no_reasons(model: RecommenderModel) -> None:
    popular = restore(PopularityConfig(), {"n_items": np.array(len(model.items)), "counts": model.popularity})
    engine = RecommendationEngine.of(replace(model, model=popular))

    assert engine.reasons(engine.recommend([1, 2], k=3)) == [[], [], []]


@pytest.mark.parametrize("item", [0, 37, 79])
def test_similar_films_are_others_nearest_first(engine: RecommendationEngine, item: int) -> None:
    neighbours = engine.similar(item, 10)
    similarities = [cosine for _, cosine in neighbours]

    assert item not in [other for other, _ in neighbours]
    assert len(neighbours) == 10
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 - 1e-6 <= cosine <= 1 + 1e-6 for cosine in similarities)


def test_asking_for_all_similar_films_leaves_out_only_the_film_itself(engine: RecommendationEngine) -> None:
    assert len(engine.similar(0, 100)) == len(engine.model.items) - 1


def test_similar_films_share_genres_more_often_than_not(engine: RecommendationEngine) -> None:
    items = engine.model.items
    shared = [bool(set(items[0].genres) & set(items[other].genres)) for other, _ in engine.similar(0, 10)]

    assert np.mean(shared) > 0.5


def test_similarity_needs_no_als(model: RecommenderModel, engine: RecommendationEngine) -> None:
    ease = restore(EaseConfig(), {"n_items": np.array(80), "weights": np.zeros((80, 80), np.float32)})
    without = RecommendationEngine.of(replace(model, model=ease))

    assert without.catalogue.vectors.shape[1] == engine.catalogue.vectors.shape[1] - 8
    assert without.similar(0, 5)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("home", {7, 11}),
        ("HOME", {7, 11}),
        ("  home   long ", {7}),
        ("alone home", {11}),
        ("misérables", {3}),
        ("MISERABLES", {3}),
        ("mise\u0301rables", {3}),
        ("strasse", {12}),
        ("zebra", set()),
        ("home zebra", set()),
        ("%", set()),
        ("\0", set()),
    ],
)
def test_search_finds_titles_that_have_every_word(engine: RecommendationEngine, query: str, found: set[int]) -> None:
    assert {item.title for item in engine.search(query, 50)} == {SPECIAL_TITLES[number] for number in found}


@pytest.mark.parametrize("query", ["", "   "])
def test_searching_for_nothing_shows_the_best_known(engine: RecommendationEngine, query: str) -> None:
    shown = engine.indices([item.id for item in engine.search(query, 7)])

    assert engine.model.popularity[shown].tolist() == sorted(engine.model.popularity, reverse=True)[:7]


def test_onboarding_shows_known_films_of_every_genre(engine: RecommendationEngine) -> None:
    shown = engine.onboarding(10)
    popularity = engine.model.popularity

    assert len({item.id for item in shown}) == 10
    assert {genre for item in shown for genre in item.genres} == set(GENRES)
    assert popularity[engine.indices([item.id for item in shown])].mean() > popularity.mean()


def test_a_fit_model_passes_its_check(engine: RecommendationEngine) -> None:
    engine.check()


def spoil_everywhere(als: Als) -> None:
    als.item_factors[:] = np.nan


def spoil_one_item(als: Als) -> None:
    als.item_factors[5] = np.inf


@pytest.mark.parametrize("spoil", [spoil_everywhere, spoil_one_item])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_model_with_numbers_that_are_none_is_unfit(model: RecommenderModel, spoil: Callable[[Als], None]) -> None:
    broken = restore(model.model.config, {name: array.copy() for name, array in model.model.arrays().items()})
    assert isinstance(broken, Blend)
    spoil(next(part for _, part in broken.parts if isinstance(part, Als)))

    with pytest.raises(ValueError, match="not finite"):
        RecommendationEngine.of(replace(model, model=broken)).check()


def test_a_model_with_nothing_left_to_show_is_unfit() -> None:
    once = Interactions(np.zeros(1, np.int32), np.zeros(1, np.int32), np.ones(1, np.float32), np.zeros(1, np.int64))
    one_film = Dataset("tiny", once, ("ann",), (Item("a", "A"),))
    engine = RecommendationEngine.of(RecommenderModel.fit(one_film, EaseConfig()))

    with pytest.raises(ValueError, match="empty"):
        engine.check()
