"""Whatever is raised below becomes a problem; its cause stands in the log and nowhere else."""

import asyncio
import io
import json

import pytest
from starlette.types import Receive, Scope, Send

from shared.config import ServiceSettings
from shared.logging import configure_logging
from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.problems import NotFound, Problem, TooManyRequests, Unavailable
from shared.serving.request_id import RequestIdMiddleware
from tests.shared.serving.asgi import ask

SECRET = "postgresql://app:hunter2@db/prod"


def raising(error: Exception) -> RequestIdMiddleware:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise error

    return RequestIdMiddleware(CatchErrorsMiddleware(app))


@pytest.mark.parametrize(
    "problem",
    [NotFound("no such film"), TooManyRequests("slow down", headers={"Retry-After": "3"}), Unavailable("full")],
)
def test_a_problem_is_answered_as_one(problem: Problem) -> None:
    answer = asyncio.run(ask(raising(problem), headers={"X-Request-ID": "r1"}))
    assert answer.status == problem.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == problem.detail
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "r1"
    assert {name.lower(): value for name, value in problem.headers.items()}.items() <= dict(answer.headers).items()


@pytest.mark.parametrize("error", [RuntimeError(SECRET), KeyError(SECRET), OSError(28, SECRET), AssertionError(SECRET)])
def test_an_unforeseen_error_leaves_the_process_as_500_and_an_id(error: Exception) -> None:
    answer = asyncio.run(ask(raising(error), headers={"X-Request-ID": "r1"}))
    assert answer.status == 500
    assert answer.json()["request_id"] == "r1"
    assert "hunter2" not in answer.body.decode()
    assert "Traceback" not in answer.body.decode()


def test_the_log_line_has_the_cause_and_the_id(settings: ServiceSettings) -> None:
    stream = io.StringIO()
    configure_logging(settings, stream=stream)
    asyncio.run(ask(raising(RuntimeError("the disk is on fire")), headers={"X-Request-ID": "r1"}))
    [line] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert (line["event"], line["level"], line["request_id"]) == ("unhandled_exception", "error", "r1")
    assert line["exception"][0]["exc_value"] == "the disk is on fire"


def test_an_answer_that_has_begun_is_broken_off_and_logged(settings: ServiceSettings) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("half an answer")

    stream = io.StringIO()
    configure_logging(settings, stream=stream)
    with pytest.raises(RuntimeError, match="half an answer"):
        asyncio.run(ask(RequestIdMiddleware(CatchErrorsMiddleware(app)), headers={"X-Request-ID": "r1"}))
    [line] = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert line["request_id"] == "r1"


def test_a_problem_in_the_middle_of_an_answer_breaks_it_off() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise NotFound("too late to say so")

    with pytest.raises(NotFound):
        asyncio.run(ask(CatchErrorsMiddleware(app)))
