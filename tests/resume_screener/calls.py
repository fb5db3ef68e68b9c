"""What the tests of the service send, and how they read what comes back."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.resume_screener.people import JOB_AD, PILE

RANK, PARSE, JOBS, RESUMES, DECISIONS = "/v1/rank", "/v1/parse", "/v1/jobs", "/v1/resumes", "/v1/decisions"
PROBLEM = "application/problem+json"


def form(*contents: str | bytes, field: str = "files") -> list[tuple[str, tuple[str, bytes]]]:
    """Files as a browser sends them; text is a text file."""
    files = [content.encode() if isinstance(content, str) else content for content in contents]
    return [(field, (f"{number}.txt", content)) for number, content in enumerate(files)]


def rank(client: TestClient, *resumes: str | bytes, **fields: Any) -> dict[str, Any]:
    """The ranking of some files, by default of the pile, which must succeed."""
    data = {**({} if "job_id" in fields else {"job": JOB_AD}), **fields}
    response = client.post(RANK, data=data, files=form(*(resumes or PILE)))
    assert response.status_code == 200, response.text
    ranking: dict[str, Any] = response.json()
    return ranking


def add_job(client: TestClient, **fields: Any) -> dict[str, Any]:
    """A stored job."""
    response = client.post(JOBS, json={"text": JOB_AD, **fields})
    assert response.status_code == 201, response.text
    job: dict[str, Any] = response.json()
    return job


def store(client: TestClient, *resumes: str) -> list[str]:
    """The ids of resumes that are stored now, in their order."""
    response = client.post(RESUMES, files=form(*(resumes or PILE)))
    assert response.status_code == 201, response.text
    return [stored["resume_id"] for stored in response.json()["stored"]]


def by_file(ranking: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """The candidates by their place among the files."""
    return {candidate["file_index"]: candidate for candidate in ranking["candidates"]}


def flush(app: FastAPI) -> None:
    """Wait until the journal has written what was answered."""
    assert app.state.context.service.journal.flush()
