"""What is guarded is what the router answers, wherever a proxy hangs the service."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.serving.paths import is_api, path_below_root
from tests.shared.serving.asgi import ask, http_scope


async def answer(_request: Request) -> Response:
    return Response()


@pytest.mark.parametrize("root_path", ["", "/", "/api", "/api/", "/v1", "/v1/", "/a/b", "/ü"])
@pytest.mark.parametrize("path", ["/v1/thing", "/health/live", "/v1/v1/thing", "/v1/health/live", "//v1/thing", "/v1"])
def test_the_path_is_the_one_that_routes_match(root_path: str, path: str) -> None:
    routes = [Route(route, answer) for route in ("/v1/thing", "/health/live", "/v1")]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False

    scope = http_scope(path, root_path=root_path)
    found = asyncio.run(ask(app, path, root_path=root_path)).status == 200
    assert found == (path_below_root(scope) in {route.path for route in routes})
    assert is_api(scope) == path_below_root(scope).startswith("/v1/")


@pytest.mark.parametrize(
    ("path", "root_path", "below"),
    [("/v1/thing", "/api", "/v1/thing"), ("/apiary", "/api", "/apiary"), ("/api", "/api", "/api")],
)
def test_a_path_that_is_not_below_the_root_stays(path: str, root_path: str, below: str) -> None:
    assert path_below_root({"type": "http", "path": path, "root_path": root_path}) == below


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_only_http_is_the_api(kind: str) -> None:
    assert not is_api({"type": kind, "path": "/v1/thing"})


def test_a_server_need_not_say_a_root_path() -> None:
    assert is_api({"type": "http", "path": "/v1/thing"})
