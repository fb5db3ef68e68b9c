"""Genres and periods as features."""

from __future__ import annotations

from projects.recommender.data import Item
from projects.recommender.model.content import feature_names, item_features

FILMS = (
    Item("1", "Heat", 1995, ("Crime", "Action")),
    Item("2", "Alien", 1979, ("Action", "Action")),
    Item("3", "unknown"),
    Item("4", "Fargo", 1996, ("Crime",)),
)


def test_features_are_genres_then_periods() -> None:
    assert feature_names(FILMS) == ("Action", "Crime", "1975-1979", "1995-1999")


def test_each_film_has_its_genres_and_its_period_once() -> None:
    assert item_features(FILMS).toarray().tolist() == [[1, 1, 0, 1], [1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]]


def test_a_catalogue_without_content_has_no_features() -> None:
    assert item_features([Item("1", "a"), Item("2", "b")]).shape == (2, 0)
