"""What the tests of the service send, and how they read what comes back."""

from __future__ import annotations

from itertools import count
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.recommender.small_world import ANN

RECOMMENDATIONS, FEEDBACK, EXPLAIN = "/v1/recommendations", "/v1/feedback", "/v1/explain"
JSON = {"Content-Type": "application/json"}
numbers = count()


def ask(client: TestClient, **body: object) -> dict[str, Any]:
    """Recommendations, which must succeed."""
    response = client.post(RECOMMENDATIONS, json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def ids(answer: dict[str, Any]) -> list[str]:
    """The films of an answer, best first."""
    return [item["item_id"] for item in answer["items"]]


def event(item: str, kind: str = "like", **changes: object) -> dict[str, object]:
    """Feedback of Ann, with an id of its own."""
    return {"event_id": f"test-event-{next(numbers)}", "user_id": ANN, "item_id": item, "kind": kind, **changes}


def give(client: TestClient, body: dict[str, object]) -> None:
    """Feedback, which must be recorded."""
    response = client.post(FEEDBACK, json=body)
    assert response.status_code == 201, response.text


def flush(app: FastAPI) -> None:
    """Wait until the journal has written what was answered."""
    assert app.state.context.service.journal.flush()
