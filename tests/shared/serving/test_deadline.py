"""The first byte in time, or 504; what can't be stopped ends unheard."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.deadline import DeadlineMiddleware
from tests.shared.serving.asgi import Answer, ask, http_scope, ok, respond, until

SHORT = 0.05
LONG = 30.0


def guarded(app: ASGIApp, seconds: float = SHORT) -> tuple[ASGIApp, DeadlineMiddleware]:
    deadline = DeadlineMiddleware(app, seconds)
    return CatchErrorsMiddleware(deadline), deadline


async def asleep(_scope: Scope, _receive: Receive, send: Send) -> None:
    await asyncio.sleep(LONG)
    await respond(send)


async def silence() -> Message:
    raise AssertionError("nobody listens")


def run_watched(main: Callable[[], Coroutine[Any, Any, Any]]) -> tuple[Any, list[dict[str, Any]]]:
    """Run and return the result, and whatever the event loop complains about, unretrieved exceptions included."""
    complaints: list[dict[str, Any]] = []

    async def watched() -> Any:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
        result = await main()
        gc.collect()
        await asyncio.sleep(0)
        return result

    return asyncio.run(watched()), complaints


def test_an_answer_in_time_passes() -> None:
    answer = asyncio.run(ask(guarded(ok, LONG)[0]))
    assert answer.status == 200


def test_behind_a_root_path_the_deadline_holds_too() -> None:
    assert asyncio.run(ask(guarded(asleep)[0], root_path="/api")).status == 504


def test_a_late_answer_is_504_and_the_work_is_cancelled() -> None:
    ended: list[str] = []

    async def work(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asleep(scope, receive, send)
        finally:
            ended.append("cancelled")

    async def main() -> tuple[Answer, list[str]]:
        app, deadline = guarded(work)
        answer = await ask(app)
        await until(lambda: not deadline.unheard)
        return answer, ended

    (answer, _), complaints = run_watched(main)
    assert answer.status == 504
    assert answer.json()["detail"] == "No answer within 0.05 s."
    assert ended == ["cancelled"]
    assert complaints == []


def test_a_blocking_thread_is_waited_for_unheard() -> None:
    release, events = threading.Event(), []

    async def work(_scope: Scope, _receive: Receive, send: Send) -> None:
        try:
            await run_in_threadpool(release.wait, 20)
            events.append("thread ended")
            await respond(send)
        finally:
            events.append("left")

    async def main() -> None:
        app, deadline = guarded(work)
        assert (await ask(app)).status == 504
        await asyncio.sleep(SHORT)
        assert events == []
        assert len(deadline.unheard) == 1
        release.set()
        await until(lambda: not deadline.unheard)

    _, complaints = run_watched(main)
    assert events[-1] == "left"
    assert complaints == []


def test_work_that_fails_unheard_is_logged_by_its_kind_alone() -> None:
    release = threading.Event()

    async def work(_scope: Scope, _receive: Receive, _send: Send) -> None:
        try:
            await run_in_threadpool(release.wait, 20)
        finally:
            raise ValueError("jane@example.org")

    async def main() -> None:
        app, deadline = guarded(work)
        assert (await ask(app)).status == 504
        release.set()
        await until(lambda: not deadline.unheard)

    with capture_logs() as lines:
        _, complaints = run_watched(main)
    [line] = lines
    assert (line["event"], line["reason"]) == ("unheard_request_failed", "ValueError")
    assert complaints == []


def test_a_stream_that_has_begun_may_go_on_past_the_deadline() -> None:
    async def work(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(3):
            await asyncio.sleep(SHORT)
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await send({"type": "http.response.body"})

    answer = asyncio.run(ask(guarded(work)[0]))
    assert (answer.status, answer.body) == (200, b"xxx")


def test_nothing_is_sent_after_the_504() -> None:
    async def stubborn(_scope: Scope, _receive: Receive, send: Send) -> None:
        try:
            await asyncio.sleep(LONG)
        finally:
            await respond(send, status=200)

    async def main() -> list[int]:
        statuses: list[int] = []

        async def note(message: Message) -> None:
            statuses.append(message.get("status", 0))

        app, deadline = guarded(stubborn)
        await app(http_scope("/v1/thing"), silence, note)
        await until(lambda: not deadline.unheard)
        return statuses

    statuses, complaints = run_watched(main)
    assert statuses == [504, 0]
    assert complaints == []


def test_an_answer_that_comes_with_the_deadline_itself_counts() -> None:
    async def hogs_the_loop(_scope: Scope, _receive: Receive, send: Send) -> None:
        time.sleep(3 * SHORT)  # noqa: ASYNC251 - the time is up
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # the loop has noticed, and those who wait for the answer have not
        await respond(send)

    answer, complaints = run_watched(lambda: ask(guarded(hogs_the_loop)[0]))
    assert answer.status == 200
    assert complaints == []


def test_an_error_in_time_is_answered_as_an_error() -> None:
    async def work(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError

    answer, complaints = run_watched(lambda: ask(guarded(work, LONG)[0]))
    assert answer.status == 500
    assert complaints == []


def test_a_server_that_gives_up_a_request_cancels_its_work() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work(_scope: Scope, _receive: Receive, _send: Send) -> None:
        begun.set()
        try:
            await asyncio.sleep(LONG)
        finally:
            ended.set()

    async def main() -> None:
        app, deadline = guarded(work, LONG)
        request = asyncio.create_task(ask(app))
        await begun.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        await until(lambda: not deadline.unheard)
        assert ended.is_set()

    _, complaints = run_watched(main)
    assert complaints == []


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/"])
def test_only_the_api_has_a_deadline(path: str) -> None:
    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await asyncio.sleep(2 * SHORT)
        await respond(send)

    assert asyncio.run(ask(guarded(slow)[0], path)).status == 200


def test_what_is_not_http_passes_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    async def no_answer(_message: Message) -> None:
        raise AssertionError

    async def connect() -> None:
        await guarded(app)[0]({**http_scope("/v1/x"), "type": "websocket"}, silence, no_answer)

    asyncio.run(connect())
    assert seen == ["websocket"]
