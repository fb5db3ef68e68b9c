"""A body that is declared too large is refused before a byte of it is read."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from shared.serving.body_limit import BodyLimitMiddleware
from shared.serving.catch_errors import CatchErrorsMiddleware
from tests.shared.serving.asgi import ask, respond

LIMIT = 100


def asked(declared: str | bytes | None) -> tuple[int, bool]:
    """The status, and whether the body was touched."""
    touched = False

    async def app(_scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal touched
        await receive()
        touched = True
        await respond(send)

    headers = {} if declared is None else {"Content-Length": declared}
    limited = CatchErrorsMiddleware(BodyLimitMiddleware(app, max_bytes=LIMIT))
    return asyncio.run(ask(limited, method="POST", headers=headers, chunks=[b"x"])).status, touched


@pytest.mark.parametrize("declared", ["101", "0101", str(10**18), "9" * 5000])
def test_a_declared_body_over_the_limit_is_refused_unread(declared: str) -> None:
    assert asked(declared) == (413, False)


@pytest.mark.parametrize("declared", [None, "0", "100", "", "-5", "many", "1e9", b"\xb2\xb2\xb2\xb2", "0x100"])
def test_what_declares_no_large_number_is_left_to_the_count(declared: str | bytes | None) -> None:
    assert asked(declared) == (200, True)
