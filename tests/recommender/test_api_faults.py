"""Limits that are reached, and a database that is locked or gone: what is answered, and what is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.recommender.api import create_app
from shared.store import Store, engine
from tests.recommender.calls import EXPLAIN, FEEDBACK, RECOMMENDATIONS, ask, event, give, ids
from tests.recommender.conftest import MakeSettings
from tests.recommender.small_world import ANN
from tests.waiting import PATIENCE_S, await_true


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another process holds the write lock."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def busy_slots(app: FastAPI) -> bool:
    locked: bool = app.state.context.service.admission.slots.locked()
    return locked


def stored(store: Store) -> list[str]:
    return [row.event_id for row in store.feedback_since()]


def test_a_body_over_the_limit_is_refused(make_settings: MakeSettings) -> None:
    with TestClient(create_app(make_settings(max_body_bytes=500))) as client:
        declared = client.post(RECOMMENDATIONS, content=b" " * 501)
        streamed = client.post(RECOMMENDATIONS, content=iter([b" " * 300] * 2))
        below = client.post(RECOMMENDATIONS, json={"user_id": ANN})

    assert [declared.status_code, streamed.status_code, below.status_code] == [413, 413, 200]
    assert declared.headers["content-type"] == streamed.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("route", [RECOMMENDATIONS, FEEDBACK, EXPLAIN])
@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}, {"X-API-Key": ""}, {"X-API-Key": "right "}])
def test_a_wrong_key_is_refused(make_settings: MakeSettings, route: str, headers: dict[str, str]) -> None:
    with TestClient(create_app(make_settings(api_keys=["other", "rightly"]))) as client:
        refused = client.post(route, json={}, headers=headers)
        welcome = client.post(RECOMMENDATIONS, json={}, headers={"X-API-Key": "rightly"})
        health = client.get("/health/ready")

    assert [refused.status_code, welcome.status_code, health.status_code] == [401, 200, 200]
    assert refused.headers["content-type"] == "application/problem+json"


def test_too_many_requests_are_told_when_to_come_back(make_settings: MakeSettings) -> None:
    with TestClient(create_app(make_settings(rate_limit="2/minute"))) as client:
        answers = [client.post(RECOMMENDATIONS, json={}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) >= 1


def test_a_full_queue_sends_away_the_next_one_only(make_settings: MakeSettings, database: Path, store: Store) -> None:
    app = create_app(make_settings(max_concurrency=1, max_queue=0))
    body = event("film-3")
    with TestClient(app) as client, ThreadPoolExecutor() as threads:
        with locked(database):
            slow = threads.submit(client.post, FEEDBACK, json=body)
            await_true(lambda: busy_slots(app))
            refused = client.post(RECOMMENDATIONS, json={"user_id": ANN})
            health = client.get("/health/live")
        accepted = slow.result(PATIENCE_S)
        afterwards = client.post(RECOMMENDATIONS, json={"user_id": ANN})

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert [health.status_code, accepted.status_code, afterwards.status_code] == [200, 201, 200]
    assert stored(store) == [body["event_id"]]


def test_after_a_missed_deadline_sending_again_records_once(
    make_settings: MakeSettings, database: Path, store: Store
) -> None:
    app = create_app(make_settings(deadline_seconds=0.3, max_concurrency=1))
    body = event("film-3")
    with TestClient(app) as client:
        with locked(database):
            late = client.post(FEEDBACK, json=body)
        await_true(lambda: not busy_slots(app))
        again = client.post(FEEDBACK, json=body)

    assert late.status_code == 504
    assert late.headers["content-type"] == "application/problem+json"
    assert again.status_code in (200, 201)
    assert stored(store) == [body["event_id"]]


def test_while_the_database_is_locked_recommendations_go_on(
    make_settings: MakeSettings, database: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_S", 0.1)
    body = event("film-3")
    with TestClient(create_app(make_settings())) as client:
        before = ask(client, user_id=ANN, diversity=0)
        with locked(database):
            refused = client.post(FEEDBACK, json=body)
            meanwhile = ask(client, user_id=ANN, diversity=0)
        nothing = stored(store)
        give(client, body)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert "sqlite" not in refused.text
    assert meanwhile == before
    assert nothing == []
    assert stored(store) == [body["event_id"]]


def test_when_the_database_is_gone_and_back_feedback_goes_on(app: FastAPI, client: TestClient, database: Path) -> None:
    first = event("film-3")
    give(client, first)
    for file in database.parent.glob("service.db*"):
        file.unlink()
    refused = client.post(FEEDBACK, json=event("film-8"))
    result = client.get("/v1/experiments/diversity-2026")
    ready = client.get("/health/ready")
    meanwhile = ask(client, user_id=ANN, diversity=0)
    app.state.context.service.store.migrate()
    give(client, event("film-8"))

    assert [refused.status_code, result.status_code, ready.status_code] == [503, 503, 200]
    assert "Retry-After" in refused.headers
    assert "film-3" not in ids(meanwhile)


def test_the_service_starts_without_its_database(make_settings: MakeSettings, tmp_path: Path) -> None:
    obstacle = tmp_path / "a file"
    obstacle.touch()
    settings = make_settings(database_url=f"sqlite:///{obstacle / 'service.db'}")
    with TestClient(create_app(settings)) as client:
        answers = [client.get("/v1/items/film-3/similar"), client.post(FEEDBACK, json=event("film-3"))]

    assert [answer.status_code for answer in answers] == [200, 503]
