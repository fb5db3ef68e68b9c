"""Business rules hold whatever the scores say, and variety costs relevance openly."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from projects.recommender.data import Item
from projects.recommender.model.base import Floats
from projects.recommender.rerank import Catalogue, Filters, Mask, UnknownGenres, allowed, select
from tests.recommender.small_world import GENRES, N_ITEMS, catalogue

NOTHING: NDArray[np.intp] = np.empty(0, np.intp)
ALL: Mask = np.ones(N_ITEMS, np.bool_)


def small_catalogue(seed: int = 0) -> Catalogue:
    vectors = np.random.default_rng(seed).normal(size=(N_ITEMS, 6)).astype(np.float32)
    return Catalogue.of(catalogue(), vectors)


def some_scores(seed: int = 1) -> Floats:
    return np.random.default_rng(seed).normal(size=N_ITEMS).astype(np.float32)


def distance(films: Catalogue, items: NDArray[np.int32]) -> float:
    return float(np.mean([1 - films.vectors[a] @ films.vectors[b] for a, b in combinations(items, 2)]))


years = st.none() | st.integers(1945, 2005)
filters = st.builds(
    Filters,
    include_genres=st.frozensets(st.sampled_from(GENRES), max_size=3),
    exclude_genres=st.frozensets(st.sampled_from(GENRES), max_size=3),
    year_from=years,
    year_to=years,
    max_per_genre=st.none() | st.integers(1, 8),
)


@settings(deadline=None)
@given(
    rules=filters,
    exclude=st.lists(st.integers(0, N_ITEMS - 1), max_size=70),
    k=st.integers(1, 100),
    diversity=st.sampled_from([0.0, 0.2, 1.0]),
    seed=st.integers(0, 5),
)
def test_no_combination_of_rules_is_broken(
    rules: Filters, exclude: list[int], k: int, diversity: float, seed: int
) -> None:
    films = small_catalogue()
    mask = allowed(films, rules, exclude)
    picked = select(films, some_scores(seed), mask, k, diversity=diversity, max_per_genre=rules.max_per_genre)
    shown = [films.items[index] for index in picked]

    assert len(picked) == len(set(picked.tolist())) <= k
    assert not set(picked.tolist()) & set(exclude)
    for item in shown:
        assert not rules.include_genres or rules.include_genres & set(item.genres)
        assert not rules.exclude_genres & set(item.genres)
        assert rules.year_from is None or (item.year is not None and item.year >= rules.year_from)
        assert rules.year_to is None or (item.year is not None and item.year <= rules.year_to)
    if rules.max_per_genre is not None:
        assert all(sum(genre in item.genres for item in shown) <= rules.max_per_genre for genre in GENRES)
    else:
        assert len(picked) == min(k, mask.sum())


@settings(deadline=None)
@given(k=st.integers(1, N_ITEMS), seed=st.integers(0, 20), quota=st.none() | st.just(N_ITEMS))
def test_without_diversity_the_best_scores_come_first(k: int, seed: int, quota: int | None) -> None:
    scores = some_scores(seed)
    picked = select(small_catalogue(), scores, ALL, k, diversity=0, max_per_genre=quota)

    assert picked.tolist() == np.argsort(-scores)[:k].tolist()


def test_quota_takes_the_best_of_each_genre() -> None:
    items = [Item(str(index), str(index), genres=("Drama" if index < 5 else "Comedy",)) for index in range(10)]
    films = Catalogue.of(items, np.eye(10, dtype=np.float32))
    scores = np.arange(10, 0, -1).astype(np.float32)

    assert select(films, scores, np.ones(10, np.bool_), 10, diversity=0, max_per_genre=2).tolist() == [0, 1, 5, 6]


def test_quota_looks_beyond_the_best_candidates() -> None:
    items = [Item(str(index), str(index), genres=("Drama" if index < 990 else "Comedy",)) for index in range(1000)]
    films = Catalogue.of(items, np.ones((1000, 1), np.float32))
    scores = np.arange(1000, 0, -1).astype(np.float32)

    assert select(films, scores, np.ones(1000, np.bool_), 2, diversity=0.2, max_per_genre=1).tolist() == [0, 990]


def test_diversity_makes_lists_more_varied_and_less_relevant() -> None:
    films = small_catalogue()
    variety: list[float] = []
    relevance: list[float] = []
    for diversity in (0.0, 0.3, 0.7):
        runs = [some_scores(seed) for seed in range(30)]
        lists = [select(films, scores, ALL, 10, diversity=diversity, max_per_genre=None) for scores in runs]
        variety.append(np.mean([distance(films, picked) for picked in lists]).item())
        relevance.append(np.mean([scores[picked].sum() for scores, picked in zip(runs, lists, strict=True)]).item())

    assert variety == sorted(set(variety))
    assert relevance == sorted(set(relevance), reverse=True)


def test_diversity_starts_from_the_best_item_and_avoids_its_double() -> None:
    items = [Item(str(index), str(index)) for index in range(3)]
    films = Catalogue.of(items, np.array([[1, 0], [1, 0], [0, 1]], np.float32))
    scores = np.array([3, 2.9, 0], np.float32)
    mask = np.ones(3, np.bool_)

    assert select(films, scores, mask, 2, diversity=0.6, max_per_genre=None).tolist() == [0, 2]


def test_equal_scores_can_be_varied() -> None:
    picked = select(small_catalogue(), np.zeros(N_ITEMS, np.float32), ALL, 5, diversity=0.5, max_per_genre=None)

    assert len(set(picked.tolist())) == 5


@pytest.mark.parametrize("diversity", [0.0, 0.5])
@pytest.mark.parametrize("quota", [None, 2])
def test_nothing_allowed_gives_an_empty_list(diversity: float, quota: int | None) -> None:
    picked = select(small_catalogue(), some_scores(), ~ALL, 5, diversity=diversity, max_per_genre=quota)

    assert picked.tolist() == []


def test_unknown_genre_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownGenres, match=r"unknown genres \['Noir', 'Opera'\]; known: Action, Comedy, Drama"):
        allowed(small_catalogue(), Filters(exclude_genres={"Opera", "Drama", "Noir"}), NOTHING)


@pytest.mark.parametrize("rule", [Filters(year_from=1), Filters(year_to=3000), Filters(year_from=1, year_to=3000)])
def test_unknown_year_fails_every_year_rule(rule: Filters) -> None:
    films = small_catalogue()

    assert allowed(films, rule, NOTHING).tolist() == (films.years > 0).tolist()


def test_items_without_genres_or_vectors_are_served() -> None:
    films = Catalogue.of([Item("a", "A"), Item("b", "B", 1999)], np.zeros((2, 3), np.float32))
    scores = np.array([1, 2], np.float32)

    assert select(films, scores, np.ones(2, np.bool_), 5, diversity=0.5, max_per_genre=1).tolist() == [1, 0]
    assert allowed(films, Filters(year_from=1990), NOTHING).tolist() == [False, True]
