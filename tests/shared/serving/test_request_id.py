"""One id in, through and out; a caller's own only when it is a safe token."""

import asyncio
import re

import pytest
from starlette.types import Receive, Scope, Send

from shared.serving.request_id import RequestIdMiddleware, current_request_id
from tests.shared.serving.asgi import ask, respond


async def echo(_scope: Scope, _receive: Receive, send: Send) -> None:
    await asyncio.sleep(0)
    await respond(send, body=current_request_id().encode())


def asked_with(given: str | bytes) -> tuple[str, str]:
    """The id inside and the id in the answer."""
    answer = asyncio.run(ask(RequestIdMiddleware(echo), headers={"X-Request-ID": given}))
    return answer.body.decode(), answer.headers["x-request-id"]


@pytest.mark.parametrize("given", ["a", "A.b_c-9", "x" * 64, "6f1c9c5e-1111-2222-3333-444455556666"])
def test_a_safe_id_is_taken_over(given: str) -> None:
    assert asked_with(given) == (given, given)


@pytest.mark.parametrize(
    "given", ["", "x" * 65, "a b", "a\nb", "a\n", b"\xff\xfe", "<script>", "{}", "a/b", "a;b", "é"]
)
def test_any_other_id_is_replaced(given: str | bytes) -> None:
    inside, outside = asked_with(given)
    assert inside == outside
    assert re.fullmatch(r"[0-9a-f]{32}", outside)


def test_concurrent_requests_keep_their_own_ids() -> None:
    async def many() -> list[str]:
        app = RequestIdMiddleware(echo)
        answers = await asyncio.gather(*(ask(app, headers={"X-Request-ID": f"r{i}"}) for i in range(50)))
        return [answer.body.decode() for answer in answers]

    assert asyncio.run(many()) == [f"r{i}" for i in range(50)]


def test_outside_of_a_request_there_is_no_id() -> None:
    async def before_and_after() -> tuple[str, str]:
        before = current_request_id()
        await ask(RequestIdMiddleware(echo))
        return before, current_request_id()

    assert asyncio.run(before_and_after()) == ("", "")
