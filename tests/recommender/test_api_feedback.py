"""Feedback is stored once, under a pseudonym, and changes the next answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.settings import Settings
from shared.privacy import pseudonym
from shared.store import Store
from tests.recommender.calls import EXPLAIN, FEEDBACK, ask, event, give, ids
from tests.recommender.small_world import ANN, BOB, STRANGER, watched


def test_feedback_changes_the_next_answer(client: TestClient) -> None:
    before = ask(client, user_id=ANN, diversity=0)
    liked, disliked = ids(before)[0], ids(before)[1]
    give(client, event(liked))
    give(client, event(disliked, "dislike"))
    after = ask(client, user_id=ANN, k=50, diversity=0)

    assert not {liked, disliked} & set(ids(after))
    assert liked in {reason["item_id"] for item in after["items"] for reason in item["because"]}


def test_feedback_makes_a_stranger_known(client: TestClient) -> None:
    give(client, event("film-3", user_id=STRANGER))

    assert ask(client, user_id=STRANGER)["strategy"] == "personalised"
    assert ask(client, user_id=STRANGER + "-2")["strategy"] == "popular"


def test_feedback_of_one_user_leaves_others_alone(client: TestClient) -> None:
    before = ask(client, user_id=BOB, diversity=0)
    give(client, event(ids(before)[0]))

    assert ask(client, user_id=BOB, diversity=0) == before


def test_a_dislike_is_taken_back_by_a_later_like(client: TestClient, model: RecommenderModel) -> None:
    film = watched(model, ANN)[0]
    now = datetime.now(UTC)
    give(client, event(film, "dislike", occurred_at=(now - timedelta(minutes=2)).isoformat()))
    without = client.post(EXPLAIN, json={"user_id": ANN, "item_id": "film-79"}).json()
    give(client, event(film, "like", occurred_at=(now - timedelta(minutes=1)).isoformat()))
    again = client.post(EXPLAIN, json={"user_id": ANN, "item_id": "film-79"}).json()

    assert film not in [part["item_id"] for part in without["contributions"]]
    assert film in [part["item_id"] for part in again["contributions"]]


def test_duplicate_feedback_is_recorded_once(client: TestClient, store: Store) -> None:
    body = event("film-3")
    first, second = client.post(FEEDBACK, json=body), client.post(FEEDBACK, json={**body, "kind": "dislike"})

    assert (first.status_code, first.json()["recorded"]) == (201, True)
    assert (second.status_code, second.json()["recorded"]) == (200, False)
    assert [row.kind for row in store.feedback_since()] == ["like"]


def test_feedback_is_stored_under_a_pseudonym(client: TestClient, store: Store, settings: Settings) -> None:
    response = client.post(FEEDBACK, json={**event("film-3"), "request_id": "the-answer"})
    [row] = store.feedback_since()

    assert response.json()["event_id"] == row.event_id
    assert (row.subject, row.item, row.kind) == (pseudonym(ANN, settings.pseudonym_key), "film-3", "like")
    assert row.request_id == "the-answer"


def test_the_time_of_feedback_may_be_given_with_any_offset(client: TestClient, store: Store) -> None:
    give(client, event("film-3", occurred_at="2026-01-01T01:00:00+02:00"))
    [row] = store.feedback_since()

    assert row.occurred_at == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_a_clock_that_is_slightly_ahead_is_forgiven(client: TestClient) -> None:
    give(client, event("film-3", occurred_at=(datetime.now(UTC) + timedelta(minutes=4)).isoformat()))


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()},
        {"occurred_at": "9999-12-31T23:59:59-12:00"},
        {"occurred_at": "2026-01-01T12:00:00"},
        {"occurred_at": "0001-01-01T00:00:00+12:00"},
        {"occurred_at": "1969-12-31T23:59:59Z"},
        {"occurred_at": "yesterday"},
        {"occurred_at": -1e18},
        {"event_id": "short"},
        {"event_id": "x" * 65},
        {"event_id": "with spaces in it"},
        {"event_id": "12345678\n"},
        {"event_id": "12345678\0"},
        {"kind": "adore"},
        {"user_id": None},
        {"user_id": "jane\n"},
        {"request_id": "not an id"},
        {"item_id": ""},
        {"value": 5},
    ],
)
def test_feedback_that_makes_no_sense_is_refused(client: TestClient, store: Store, change: dict[str, object]) -> None:
    response = client.post(FEEDBACK, json={**event("film-3"), **change})

    assert response.status_code == 422
    assert list(store.feedback_since()) == []


def test_feedback_on_an_unknown_film_is_refused(client: TestClient, store: Store) -> None:
    response = client.post(FEEDBACK, json=event("film-999"))

    assert response.status_code == 422
    assert "film-999" in response.json()["detail"]
    assert list(store.feedback_since()) == []
