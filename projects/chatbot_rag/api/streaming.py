"""Answers that are sent as they are written: server-sent events of the HTML standard."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypeAlias

from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic_core import to_json
from starlette.types import Send

from projects.chatbot_rag.api.errors import as_problem
from shared.serving.problems import ProblemDetails
from shared.serving.request_id import current_request_id

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""A proxy that collects an answer before it passes it on would undo the streaming."""
NamedEvent: TypeAlias = tuple[str, dict[str, Any]]


class EventStream(EventSourceResponse):
    """Events, each a name and its data. When the client goes away, the generator is closed.

    Nothing is sent before the first event is there: what fails until then is answered with a status of its own. What
    fails later is told in an event ``problem``, the last one.
    """

    def __init__(self, events: AsyncGenerator[NamedEvent]) -> None:
        self._chunks = _chunks(events)
        super().__init__(self._chunks, headers=HEADERS)

    async def stream_response(self, send: Send) -> None:
        """Send everything, in the task that also closes the generator."""
        async with aclosing(self._chunks) as chunks:
            first = await anext(chunks)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": first, "more_body": True})
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _chunks(events: AsyncGenerator[NamedEvent]) -> AsyncGenerator[bytes]:
    """Yield encoded events. Raises what the first one raises; what a later one raises is an event."""
    async with aclosing(events):
        yield _encoded(await anext(events))
        try:
            async for event in events:
                yield _encoded(event)
        except Exception as exc:  # noqa: BLE001 - the status is sent: an event is the only way left to tell
            yield _encoded(("problem", _details(exc)))


def _encoded(event: NamedEvent) -> bytes:
    name, data = event
    return format_sse_event(event=name, data_str=to_json(data).decode())


def _details(exc: Exception) -> dict[str, Any]:
    problem = as_problem(exc)
    return ProblemDetails(
        title=problem.status.phrase,
        status=problem.status,
        detail=problem.detail,
        request_id=current_request_id(),
    ).model_dump()
