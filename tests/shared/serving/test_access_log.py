"""One line a request, with the route's pattern and never what a person wrote."""

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.testing import capture_logs

from shared.serving.access_log import AccessLogMiddleware
from tests.shared.serving.asgi import ask, ok, respond


class Route:
    path = "/v1/users/{user_id}"


async def routed(scope: Scope, _receive: Receive, send: Send) -> None:
    scope["route"] = Route()
    await respond(send, status=201)


async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise RuntimeError


async def broken_off(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError


def lines_of(app: ASGIApp, path: str, root_path: str = "") -> list[Any]:
    async def request() -> None:
        try:
            await ask(AccessLogMiddleware(app), path, root_path=root_path)
        except RuntimeError:
            return

    with capture_logs() as lines:
        asyncio.run(request())
    return list(lines)


@pytest.mark.parametrize(
    ("app", "route", "status"),
    [
        (routed, "/v1/users/{user_id}", 201),
        (ok, "unmatched", 200),
        (broken, "unmatched", 500),
        (broken_off, "unmatched", 200),
    ],
)
def test_a_line_names_the_route_and_the_status(app: ASGIApp, route: str, status: int) -> None:
    [line] = lines_of(app, "/v1/users/jane@example.org")
    assert (line["event"], line["method"], line["route"], line["status"]) == ("request", "GET", route, status)
    assert line["duration_ms"] >= 0
    assert "jane" not in str(line)


@pytest.mark.parametrize("root_path", ["", "/api"])
@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics", "/static/shared/style.css"])
def test_what_machines_ask_all_day_is_not_logged(path: str, root_path: str) -> None:
    assert lines_of(ok, path, root_path) == []
