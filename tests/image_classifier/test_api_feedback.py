"""The right label, told by those who know it: stored before it is acknowledged, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from shared.store import Store
from tests.image_classifier import pictures
from tests.image_classifier.calls import BATCH, FEEDBACK, classify, event, form


def test_feedback_is_stored_with_the_prediction_it_is_about(client: TestClient, store: Store) -> None:
    answer = classify(client, pictures.sample("shirt"))
    response = client.post(FEEDBACK, json=event(answer["request_id"], "T-shirt/top"))
    [row] = store.feedback_since()

    assert (response.status_code, response.json()["recorded"]) == (201, True)
    assert response.json()["event_id"] == row.event_id
    assert (row.request_id, row.item, row.kind) == (answer["request_id"], "T-shirt/top", "label")


def test_each_picture_of_a_batch_can_have_its_own(client: TestClient, store: Store) -> None:
    results = client.post(BATCH, files=form(pictures.sample("bag"), pictures.sample("coat"))).json()["results"]
    for result, label in zip(results, ("Bag", "Dress"), strict=True):
        request_id = result["classification"]["request_id"]
        assert client.post(FEEDBACK, json=event(request_id, label)).status_code == 201

    assert [(row.request_id, row.item) for row in store.feedback_since()] == [
        (results[0]["classification"]["request_id"], "Bag"),
        (results[1]["classification"]["request_id"], "Dress"),
    ]


def test_duplicate_feedback_is_recorded_once(client: TestClient, store: Store) -> None:
    body = event("an-answer", "Bag")
    first, second = client.post(FEEDBACK, json=body), client.post(FEEDBACK, json={**body, "label": "Coat"})

    assert (first.status_code, first.json()["recorded"]) == (201, True)
    assert (second.status_code, second.json()["recorded"]) == (200, False)
    assert [row.item for row in store.feedback_since()] == ["Bag"]


def test_the_time_may_be_given_with_any_offset(client: TestClient, store: Store) -> None:
    client.post(FEEDBACK, json=event("an-answer", "Bag", occurred_at="2026-01-01T01:00:00+02:00"))
    [row] = store.feedback_since()

    assert row.occurred_at == datetime(2025, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"label": "Hat"},
        {"label": ""},
        {"label": "B" * 300},
        {"label": None},
        {"request_id": ""},
        {"request_id": "with spaces"},
        {"request_id": "x" * 73},
        {"request_id": "12345678\0"},
        {"event_id": "short"},
        {"event_id": "12345678\n"},
        {"occurred_at": "yesterday"},
        {"occurred_at": "2026-01-01T12:00:00"},
        {"occurred_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()},
        {"occurred_at": "1969-12-31T23:59:59Z"},
        {"user_id": "jane"},
    ],
)
def test_feedback_that_makes_no_sense_is_refused(client: TestClient, store: Store, change: dict[str, object]) -> None:
    response = client.post(FEEDBACK, json={**event("an-answer", "Bag"), **change})

    assert response.status_code == 422
    assert list(store.feedback_since()) == []


def test_an_unknown_class_is_answered_with_the_known_ones(client: TestClient) -> None:
    assert "Ankle boot, Bag" in client.post(FEEDBACK, json=event("an-answer", "Hat")).json()["detail"]
