"""Talk to an ASGI application without a server: every message, and the moment the client goes away, is the test's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def http_scope(
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str | bytes] | None = None,
    client: str = "203.0.113.1",
    root_path: str = "",
) -> Scope:
    """An HTTP scope, its path behind ``root_path`` as servers send it; header values may be bytes that are no text."""
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": root_path + path,
        "raw_path": (root_path + path).encode(),
        "query_string": b"",
        "root_path": root_path,
        "headers": [
            (name.lower().encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
            for name, value in (headers or {}).items()
        ],
        "client": (client, 5000),
        "server": ("testserver", 80),
        "state": {},
    }


async def ask(
    app: ASGIApp,
    path: str = "/v1/thing",
    *,
    method: str = "GET",
    headers: Mapping[str, str | bytes] | None = None,
    chunks: Sequence[bytes] = (b"",),
    client: str = "203.0.113.1",
    root_path: str = "",
) -> Answer:
    """Send one request, its body in ``chunks``, and collect the whole answer."""
    last = len(chunks) - 1
    waiting: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": i < last} for i, chunk in enumerate(chunks)
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        await asyncio.Event().wait()
        raise AssertionError("the client stays")

    async def send(message: Message) -> None:
        sent.append(message)

    await app(http_scope(path, method=method, headers=headers, client=client, root_path=root_path), receive, send)
    [start] = [message for message in sent if message["type"] == "http.response.start"]
    body = b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body")
    return Answer(start["status"], Headers(raw=start["headers"]), body)


async def respond(send: Send, status: int = 200, body: bytes = b"{}") -> None:
    """The shortest answer there is."""
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def ok(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An application that is content with everything."""
    await respond(send)


async def until(condition: Callable[[], object]) -> None:
    """Let the other tasks run until the condition holds."""
    for _ in range(2000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to pass in 10 s")
