"""What the tests of the service send, and how they read what comes back."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.chatbot_rag.library import TEXTS
from tests.waiting import await_true

CHAT, DOCUMENTS, SESSIONS, FEEDBACK = "/v1/chat", "/v1/documents", "/v1/sessions", "/v1/feedback"
PROBLEM = "application/problem+json"
SSE = "text/event-stream"
numbers = count()


def ask(client: TestClient, question: str, **body: Any) -> dict[str, Any]:
    """The answer to a question, which must succeed."""
    response = client.post(CHAT, json={"question": question, **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def stream(client: TestClient, question: str, **body: Any) -> list[tuple[str, dict[str, Any]]]:
    """The events of an answer, each with its name and data."""
    response = client.post(CHAT, json={"question": question, "stream": True, **body})
    assert response.status_code == 200, response.text
    return events_of(response.text)


def events_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and data of each server-sent event."""
    events = []
    for block in text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        events.append((fields["event"], json.loads(fields["data"])))
    return events


def form(*files: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    """Files as a browser sends them."""
    return [("files", file) for file in files]


def add(
    client: TestClient, *files: tuple[str, bytes], access: str | None = None, **options: Any
) -> list[dict[str, Any]]:
    """Send documents and wait for their jobs, which are returned as they ended."""
    data = {} if access is None else {"access": access}
    response = client.post(DOCUMENTS, files=form(*files), data=data, **options)
    assert response.status_code == 202, response.text
    return [wait_for(client, job["job_id"], **options) for job in response.json()["jobs"]]


def wait_for(client: TestClient, job_id: str, **options: Any) -> dict[str, Any]:
    """The job when it has ended."""
    job: dict[str, Any] = {}

    def ended() -> bool:
        job.update(client.get(f"/v1/jobs/{job_id}", **options).json())
        return job["state"] in {"done", "failed"}

    await_true(ended)
    return job


def session(client: TestClient, **options: Any) -> str:
    """The id of a new session."""
    response = client.post(SESSIONS, **options)
    assert response.status_code == 201, response.text
    session_id: str = response.json()["session_id"]
    return session_id


def event(request_id: str, kind: str = "up", **changes: object) -> dict[str, object]:
    """Feedback, with an id of its own."""
    return {"event_id": f"test-event-{next(numbers)}", "request_id": request_id, "kind": kind, **changes}


def flush(app: FastAPI) -> None:
    """Wait until the journal has written what was answered."""
    assert app.state.context.service.journal.flush()


def await_documents(client: TestClient, count: int = len(TEXTS)) -> None:
    """Wait until so many documents are in the index."""

    def indexed() -> bool:
        documents = client.get(DOCUMENTS).json()["documents"]
        return [document["chunks"] > 0 for document in documents].count(True) >= count

    await_true(indexed)
