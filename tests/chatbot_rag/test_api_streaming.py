"""A stream of events: what is sent, how a failure is told before and on the way, what a client leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from projects.chatbot_rag.api.streaming import EventStream, NamedEvent
from shared.serving.problems import Unavailable, install_handlers
from shared.store import StoreUnavailable
from tests.chatbot_rag.calls import events_of
from tests.waiting import until


async def events(*items: NamedEvent | Exception) -> AsyncGenerator[NamedEvent]:
    for item in items:
        if isinstance(item, Exception):
            raise item
        yield item


def served(*items: NamedEvent | Exception) -> TestClient:
    app = FastAPI()
    install_handlers(app)

    @app.get("/")
    async def stream() -> EventStream:
        return EventStream(events(*items))

    return TestClient(app)


def test_events_arrive_with_their_names_and_data_in_order() -> None:
    sent: list[NamedEvent] = [("first", {"text": 'line\nbreak, "quote" and [1]'}), ("second", {"n": 2})]
    response = served(*sent).get("/")

    assert response.headers["Content-Type"].startswith("text/event-stream")
    assert response.headers["Cache-Control"] == "no-store"
    assert events_of(response.text) == sent


def test_failure_before_the_first_event_has_its_own_status() -> None:
    response = served(Unavailable("Full.", headers={"Retry-After": "7"})).get("/")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.json()["detail"] == "Full."


@pytest.mark.parametrize(
    ("failure", "status", "detail"),
    [
        (Unavailable("Full."), 503, "Full."),
        (StoreUnavailable("the database sqlite:///secret.db"), 503, "The database does not answer"),
        (ValueError("secret"), 500, "Something went wrong on our side"),
    ],
)
def test_failure_on_the_way_is_the_last_event_and_tells_no_secret(failure: Exception, status: int, detail: str) -> None:
    response = served(("first", {}), failure, ("never", {})).get("/")
    [_, (name, problem)] = events_of(response.text)

    assert (response.status_code, name, problem["status"]) == (200, "problem", status)
    assert problem["detail"].startswith(detail)
    assert "secret" not in response.text


class Endless:
    """Events without end; notes when somebody closes them."""

    def __init__(self) -> None:
        self.sent = 0
        self.closed = False

    async def events(self) -> AsyncGenerator[NamedEvent]:
        try:
            while True:
                self.sent += 1
                yield "number", {"n": self.sent}
                await asyncio.sleep(0)
        finally:
            self.closed = True


def test_client_that_goes_away_ends_the_work() -> None:
    source = Endless()
    sent: list[Message] = []

    async def receive() -> Message:
        await until(lambda: source.sent >= 3)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        scope: Scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        await EventStream(source.events())(scope, receive, send)
        assert source.closed
        count = source.sent
        for _ in range(5):
            await asyncio.sleep(0)
        assert source.sent == count

    asyncio.run(run())
    assert sent[0]["type"] == "http.response.start"


def test_client_that_is_gone_before_the_first_event_ends_the_work() -> None:
    started, closed = asyncio.Event(), []

    async def slow() -> AsyncGenerator[NamedEvent]:
        started.set()
        try:
            await asyncio.Event().wait()
            yield "never", {}
        finally:
            closed.append(True)

    async def receive() -> Message:
        await started.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError("nothing is to be sent")

    asyncio.run(EventStream(slow())({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send))
    assert closed == [True]
