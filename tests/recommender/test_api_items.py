"""Finding films: by title, by likeness, and for a start."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.recommender.calls import ids


def test_films_are_found_by_title(reader: TestClient) -> None:
    answer = reader.get("/v1/items", params={"query": "miserables"}).json()

    assert [item["title"] for item in answer["items"]] == ["Les Misérables"]
    assert set(answer["items"][0]) == {"item_id", "title", "year", "genres"}


def test_search_without_words_lists_the_best_known(reader: TestClient) -> None:
    assert len(reader.get("/v1/items").json()["items"]) == 20


@pytest.mark.parametrize("route", ["/v1/items", "/v1/items/onboarding"])
@pytest.mark.parametrize("limit", ["0", "101", "-3", "x", ""])
def test_limit_out_of_range_is_refused(reader: TestClient, route: str, limit: str) -> None:
    assert reader.get(route, params={"limit": limit}).status_code == 422


def test_a_very_long_query_is_refused(reader: TestClient) -> None:
    assert reader.get("/v1/items", params={"query": "x" * 101}).status_code == 422


def test_new_users_choose_from_known_films_of_many_kinds(reader: TestClient) -> None:
    items = reader.get("/v1/items/onboarding", params={"limit": 12}).json()["items"]

    assert len(items) == 12
    assert {"Action", "Comedy", "Drama", "Horror", "Western"} == {genre for item in items for genre in item["genres"]}


def test_similar_films_leave_out_the_film_itself(reader: TestClient) -> None:
    answer = reader.get("/v1/items/film-7/similar", params={"k": 4}).json()
    similarities = [item["similarity"] for item in answer["items"]]

    assert answer["item_id"] == "film-7"
    assert "film-7" not in ids(answer)
    assert similarities == sorted(similarities, reverse=True)
    assert len(similarities) == 4


@pytest.mark.parametrize("item", ["nope", "%00", "%F0%9F%8E%AC", "film-7%20"])
def test_an_unknown_film_in_a_path_is_not_found(reader: TestClient, item: str) -> None:
    response = reader.get(f"/v1/items/{item}/similar")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("k", ["0", "101", "x"])
def test_similar_k_out_of_range_is_refused(reader: TestClient, k: str) -> None:
    assert reader.get("/v1/items/film-7/similar", params={"k": k}).status_code == 422


def test_an_item_id_may_hold_a_slash(reader: TestClient) -> None:
    answer = reader.get("/v1/items/sku%2F3/similar")

    assert answer.status_code == 404
    assert "'sku/3'" in answer.json()["detail"]
