"""Keys are off until one is configured; then one is needed on ``/v1``, and only there."""

import asyncio

import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.api_keys import CALLER, ApiKeyMiddleware
from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.limiter import Limiter
from tests.shared.serving.asgi import Answer, ask, ok, respond

KEYS = ("first-key", "clé-deux")


def guarded(app: ASGIApp, *keys: str) -> ApiKeyMiddleware:
    return ApiKeyMiddleware(app, keys=[SecretStr(key) for key in keys], limiter=Limiter("100/minute", "memory://"))


def asked(
    keys: tuple[str, ...], path: str = "/v1/thing", root_path: str = "", headers: dict[str, str | bytes] | None = None
) -> Answer:
    return asyncio.run(ask(CatchErrorsMiddleware(guarded(ok, *keys)), path, root_path=root_path, headers=headers))


@pytest.mark.parametrize("given", [{}, {"X-API-Key": "whatever"}])
def test_without_configured_keys_everybody_may_ask(given: dict[str, str | bytes]) -> None:
    assert asked((), headers=given).status == 200


@pytest.mark.parametrize("key", ["first-key", "clé-deux".encode()])
def test_each_configured_key_opens(key: str | bytes) -> None:
    assert asked(KEYS, headers={"X-API-Key": key}).status == 200


@pytest.mark.parametrize(
    "key", [None, "", "wrong", "first-ke", "first-keys", "FIRST-KEY", "clé-deux", b"\xff\x00\xfe", "x" * 10_000]
)
def test_anything_else_is_refused_with_a_challenge(key: str | bytes | None) -> None:
    answer = asked(KEYS) if key is None else asked(KEYS, headers={"X-API-Key": key})
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("ApiKey")


@pytest.mark.parametrize("root_path", ["/api", "/api/", "/v1", "/a/b"])
def test_behind_a_root_path_the_api_needs_a_key_too(root_path: str) -> None:
    assert asked(KEYS, root_path=root_path).status == 401
    assert asked(KEYS, root_path=root_path, headers={"X-API-Key": KEYS[0]}).status == 200


@pytest.mark.parametrize("root_path", ["", "/v1"])
@pytest.mark.parametrize("path", ["/", "/docs", "/health/live", "/metrics", "/openapi.json"])
def test_what_is_not_the_api_needs_no_key(path: str, root_path: str) -> None:
    assert asked(KEYS, path, root_path).status == 200


def test_the_caller_is_known_by_a_digest_never_by_the_key() -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.append(scope[CALLER])
        await respond(send)

    for key in KEYS:
        asyncio.run(ask(guarded(app, *KEYS), headers={"X-API-Key": key.encode()}))
    assert len(set(seen)) == 2
    assert not set(seen) & set(KEYS)
