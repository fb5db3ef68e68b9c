"""Recommendations and explanations: what is answered, and what is refused with the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.schemas import MAX_HISTORY, MAX_K
from tests.recommender.calls import EXPLAIN, FEEDBACK, JSON, RECOMMENDATIONS, ask, ids
from tests.recommender.small_world import ANN, STRANGER, watched

LONG_NUMBER = b'{"k": 9%b}' % (b"9" * 5000)
NO_OBJECTS = (b"", b"{", b"[]", b"null", b'"a"', b'{"k": NaN}', b'{"k": 1e999}', LONG_NUMBER, b"\xff\xfe")


def test_known_user_gets_new_films_with_reasons(reader: TestClient, model: RecommenderModel) -> None:
    answer = ask(reader, user_id=ANN, k=5, diversity=0)
    seen = set(watched(model, ANN))

    assert answer["strategy"] == "personalised"
    assert [item["rank"] for item in answer["items"]] == [1, 2, 3, 4, 5]
    assert not set(ids(answer)) & seen
    assert all({reason["item_id"] for reason in item["because"]} <= seen for item in answer["items"])
    assert answer["items"][0]["because"]
    assert answer["model"] == {"name": "recommender", "version": "1"}


def test_ten_films_unless_told_otherwise(reader: TestClient) -> None:
    assert len(ask(reader, user_id=ANN)["items"]) == 10


@pytest.mark.parametrize("body", [{}, {"user_id": STRANGER}, {"user_id": None, "history": []}])
def test_nobody_in_particular_gets_popular_films_and_is_told_so(reader: TestClient, body: dict[str, Any]) -> None:
    answer = ask(reader, **body, diversity=0)

    assert answer["strategy"] == "popular"
    assert ids(answer) == ids(ask(reader, diversity=0))
    assert all(item["because"] == [] for item in answer["items"])


def test_anonymous_history_is_answered_and_not_shown_again(reader: TestClient) -> None:
    history = ["film-3", "film-8", "film-13"]
    answer = ask(reader, history=history)

    assert answer["strategy"] == "personalised"
    assert answer["assignment"] is None
    assert not set(ids(answer)) & set(history)


def test_history_is_added_to_what_is_known_of_a_user(reader: TestClient) -> None:
    alone, together = ask(reader, user_id=ANN, diversity=0), ask(reader, user_id=ANN, history=["film-79"], diversity=0)

    assert together["items"] != alone["items"]


def test_longest_history_and_list_are_answered(reader: TestClient) -> None:
    history = [f"film-{number % 60}" for number in range(MAX_HISTORY)]

    assert len(ask(reader, history=history, k=MAX_K)["items"]) == 20


def test_rules_hold(reader: TestClient) -> None:
    rules = {
        "include_genres": ["Drama", "Comedy"],
        "exclude_genres": ["Horror"],
        "exclude_items": ["film-1", "unknown"],
        "year_from": 1955,
        "year_to": 1990,
        "max_per_genre": 4,
    }
    items = ask(reader, user_id=ANN, k=50, rules=rules)["items"]

    assert items
    for item in items:
        assert {"Drama", "Comedy"} & set(item["genres"])
        assert "Horror" not in item["genres"]
        assert 1955 <= item["year"] <= 1990
        assert item["item_id"] != "film-1"
    assert sum("Drama" in item["genres"] for item in items) <= 4


def test_no_film_may_be_left(reader: TestClient) -> None:
    assert ask(reader, user_id=ANN, rules={"year_from": 2150})["items"] == []


def test_diversity_changes_the_list(reader: TestClient) -> None:
    plain, varied = (ask(reader, user_id=ANN, diversity=diversity) for diversity in (0, 0.8))

    assert (plain["diversity"], varied["diversity"]) == (0, 0.8)
    assert ids(plain)[0] == ids(varied)[0]
    assert ids(plain) != ids(varied)


@pytest.mark.parametrize(
    "body",
    [
        {"k": 0},
        {"k": MAX_K + 1},
        {"k": -1},
        {"k": 2.5},
        {"k": "many"},
        {"k": None},
        {"diversity": -0.1},
        {"diversity": 1.1},
        {"diversity": "NaN"},
        {"history": ["film-1", "no such film"]},
        {"history": ["film-1"] * (MAX_HISTORY + 1)},
        {"history": [""]},
        {"history": "film-1"},
        {"history": [1]},
        {"history": ["\ud800"]},
        {"user_id": ""},
        {"user_id": "a\nb"},
        {"user_id": "x" * 129},
        {"user_id": "\0"},
        {"user_id": 7},
        {"user": "196"},
        {"\ud800": 1},
        {"rules": {"include_genres": ["No such genre"]}},
        {"rules": {"include_genres": ["\ud800"]}},
        {"rules": {"exclude_genres": ["No such genre"]}},
        {"rules": {"year_from": 1990, "year_to": 1980}},
        {"rules": {"max_per_genre": 0}},
        {"rules": {"exclude_items": [str(number) for number in range(1001)]}},
        {"rules": []},
        {"rules": {"colour": "red"}},
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_the_reason(reader: TestClient, body: dict[str, Any]) -> None:
    response = reader.post(RECOMMENDATIONS, content=json.dumps(body), headers=JSON)

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    assert response.json()["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.parametrize("body", NO_OBJECTS)
@pytest.mark.parametrize("route", [RECOMMENDATIONS, FEEDBACK, EXPLAIN])
def test_a_body_that_is_no_json_object_is_refused(reader: TestClient, route: str, body: bytes) -> None:
    response = reader.post(route, content=body, headers=JSON)

    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_deeply_nested_body_is_refused(reader: TestClient) -> None:
    body = b"[" * 100_000
    response = reader.post(RECOMMENDATIONS, content=body, headers=JSON)

    assert response.status_code in (400, 422)


def test_the_refusal_does_not_repeat_what_was_sent(reader: TestClient) -> None:
    response = reader.post(RECOMMENDATIONS, json={"user_id": "jane@example.org\n"})

    assert "user_id" in response.text
    assert "jane" not in response.text


@pytest.mark.parametrize(
    "who", [{"user_id": ANN}, {"history": ["film-3", "film-8"]}, {"user_id": ANN, "history": ["film-3"]}]
)
def test_the_explanation_sums_to_the_score_of_the_answer(reader: TestClient, who: dict[str, Any]) -> None:
    for item in ask(reader, **who, diversity=0)["items"][:3]:
        parts = reader.post(EXPLAIN, json={**who, "item_id": item["item_id"]}).json()
        contributions = [part["contribution"] for part in parts["contributions"]]

        assert parts["score"] == pytest.approx(item["score"], abs=1e-4)
        assert parts["baseline"] + sum(contributions) == pytest.approx(parts["score"], abs=1e-4)
        assert contributions == sorted(contributions, key=abs, reverse=True)


def test_an_explanation_needs_a_history(reader: TestClient) -> None:
    assert reader.post(EXPLAIN, json={"user_id": STRANGER, "item_id": "film-1"}).status_code == 404
    assert reader.post(EXPLAIN, json={"item_id": "film-1"}).status_code == 404


@pytest.mark.parametrize("change", [{"item_id": "nope"}, {"history": ["nope"]}])
def test_explaining_an_unknown_film_is_refused(reader: TestClient, change: dict[str, object]) -> None:
    response = reader.post(EXPLAIN, json={"user_id": ANN, "item_id": "film-1", **change})

    assert response.status_code == 422
    assert "nope" in response.json()["detail"]


def test_the_page_and_its_parts_are_served(reader: TestClient) -> None:
    assert "<html" in reader.get("/").text
    assert reader.get("/docs").status_code == 200
