"""The headers are on every answer, and no page can load or send anything elsewhere."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from shared.serving.security_headers import CONTENT_SECURITY_POLICY, HEADERS, SecurityHeadersMiddleware
from tests.shared.serving.asgi import ask, ok


@pytest.mark.parametrize("path", ["/", "/v1/thing", "/docs", "/static/x"])
def test_every_answer_has_them(path: str) -> None:
    answer = asyncio.run(ask(SecurityHeadersMiddleware(ok), path))
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_an_answer_keeps_its_own() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        own = [(b"referrer-policy", b"same-origin")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body"})

    assert asyncio.run(ask(SecurityHeadersMiddleware(app))).headers.getlist("referrer-policy") == ["same-origin"]


@pytest.mark.parametrize("forbidden", ["unsafe-inline", "unsafe-eval", "http:", "https:", "*"])
def test_the_policy_trusts_this_origin_alone(forbidden: str) -> None:
    assert forbidden not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
