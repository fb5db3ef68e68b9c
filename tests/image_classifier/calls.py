"""What the tests of the service send, and how they read what comes back."""

from __future__ import annotations

from itertools import count
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

CLASSIFY, BATCH, EXPLAIN, FEEDBACK = "/v1/classify", "/v1/classify/batch", "/v1/explain", "/v1/feedback"
PROBLEM = "application/problem+json"
numbers = count()


def classify(client: TestClient, picture: bytes) -> dict[str, Any]:
    """The classification of a picture, which must succeed."""
    response = client.post(CLASSIFY, content=picture)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def form(*pictures: bytes) -> list[tuple[str, tuple[str, bytes]]]:
    """Files as a browser sends them."""
    return [("files", (f"{position}.jpg", picture)) for position, picture in enumerate(pictures)]


def event(request_id: str, label: str, **changes: object) -> dict[str, object]:
    """Feedback, with an id of its own."""
    return {"event_id": f"test-event-{next(numbers)}", "request_id": request_id, "label": label, **changes}


def flush(app: FastAPI) -> None:
    """Wait until the journal has written what was answered."""
    assert app.state.context.service.journal.flush()
