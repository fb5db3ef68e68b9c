"""The whole application over time: its start, its polls, the next champion, a store that goes away, its end."""

import asyncio
import io
import json
import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from shared.logging import configure_logging
from shared.serving.app import Poll, Service
from shared.store import SchemaMismatch, StoreUnavailable
from tests.shared.serving.asgi import ask
from tests.shared.serving.toy_service import client_with, make_app, make_service
from tests.toy import crown


def journal_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "journal" and thread.is_alive()]


@pytest.fixture
def journals_before() -> list[threading.Thread]:
    """Those of services that other tests keep for the whole session. Asked for before ``service``, whose own is new."""
    return journal_threads()


def test_it_is_ready_only_with_a_model(settings: ServiceSettings) -> None:
    with client_with(settings, model_poll_seconds=0.05) as client:
        assert client.get("/health/live").json() == {"status": "ok"}
        for path in ("/health/ready", "/v1/model"):
            refused = client.get(path)
            assert refused.status_code == 503
            assert "train one first" in refused.json()["detail"]
        crown(settings, 1)
        assert _becomes(lambda: client.get("/health/ready").status_code == 200)


def test_it_stays_ready_without_its_store(client: TestClient, settings: ServiceSettings) -> None:
    for file in settings.data_dir.glob("toy.db*"):
        file.unlink()
    answer = client.get("/v1/stored")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert client.get("/health/ready").status_code == 200
    assert client.post("/v1/answer", json={"text": "why?"}).status_code == 200
    assert str(settings.data_dir) not in answer.text


def test_a_store_that_is_away_at_the_start_does_not_keep_it_from_starting(settings: ServiceSettings) -> None:
    crown(settings, 1)
    (settings.data_dir / "toy.db").mkdir()
    with client_with(settings) as client:
        assert client.post("/v1/answer", json={"text": "why?"}).status_code == 200
        assert client.get("/v1/stored").status_code == 503


def test_a_new_champion_takes_over_while_requests_run(crowned: ServiceSettings) -> None:
    settings = crowned.model_copy(update={"model_poll_seconds": 0.05, "rate_limit": "1000000/second"})
    app = make_app(make_service(settings))
    body = json.dumps({"text": "why?"}).encode()

    async def answers_until(expected: int) -> list[int]:
        seen: list[int] = []
        async with asyncio.timeout(60):
            while seen[-1:] != [expected]:
                answer = await ask(
                    app, "/v1/answer", method="POST", headers={"Content-Type": "application/json"}, chunks=[body]
                )
                assert answer.status == 200
                seen.append(answer.json()["answer"])
                await asyncio.sleep(0.005)
        return seen

    async def swap() -> list[list[int]]:
        async with app.router.lifespan_context(app):
            streams = [asyncio.create_task(answers_until(43)) for _ in range(4)]
            await asyncio.sleep(0.1)
            await asyncio.to_thread(crown, settings, 43)
            return await asyncio.gather(*streams)

    for seen in asyncio.run(swap()):
        assert seen == sorted(seen), "no answer of the old model after one of the new"
        assert set(seen) == {42, 43}


def test_a_poll_that_fails_is_logged_and_goes_on(service: Service) -> None:
    calls = threading.Semaphore(0)
    first = threading.Event()

    def work() -> None:
        if first.is_set():
            calls.release()
            raise ValueError("a bug in a poll")
        first.set()

    service.polls.append(Poll(work, 0.01))
    stream = io.StringIO()
    with TestClient(make_app(service)):
        configure_logging(service.settings, stream=stream)
        assert [calls.acquire(timeout=10) for _ in range(2)] == [True, True]
    assert "poll_failed" in stream.getvalue()


def test_a_database_that_is_away_does_not_end_the_polls(service: Service) -> None:
    calls = threading.Semaphore(0)

    def work() -> None:
        calls.release()
        raise StoreUnavailable("away")

    service.polls.append(Poll(work, 0.01))
    with TestClient(make_app(service)):
        assert [calls.acquire(timeout=10) for _ in range(3)] == [True, True, True]


def test_a_start_that_fails_leaves_no_thread_behind(journals_before: list[threading.Thread], service: Service) -> None:
    def work() -> None:
        raise SchemaMismatch("the database is newer than this code")

    service.polls.append(Poll(work, 1.0))
    with pytest.raises(SchemaMismatch), TestClient(make_app(service)):
        pytest.fail("it started")
    assert journal_threads() == journals_before


def test_the_end_waits_for_polls_at_work_and_then_closes_everything(
    journals_before: list[threading.Thread], service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    begun = threading.Event()
    calls = iter(range(100))
    close = service.store.close

    def work() -> None:
        if next(calls):
            begun.set()
            threading.Event().wait(0.3)
            events.append("polled")

    def closing() -> None:
        events.append("closed")
        close()

    monkeypatch.setattr(service.store, "close", closing)
    service.polls.append(Poll(work, 0.01))
    with TestClient(make_app(service)):
        assert begun.wait(10)
    assert events[-2:] == ["polled", "closed"]
    assert journal_threads() == journals_before


def _becomes(condition: Any) -> bool:
    for _ in range(400):
        if condition():
            return True
        threading.Event().wait(0.025)
    return False
