"""Which requests are the API's: the path decides, below the root path that a proxy puts in front."""

from starlette.types import Scope

API_PREFIX = "/v1/"


def path_below_root(scope: Scope) -> str:
    """Return the path that routes see: without ``root_path``, which the server puts there when it is told of one."""
    path: str = scope["path"]
    below = path.removeprefix(scope.get("root_path", ""))
    return below if below.startswith("/") else path


def is_api(scope: Scope) -> bool:
    """Whether this is a request to ``/v1``: what keys, limits, deadline and queue are for."""
    return scope["type"] == "http" and path_below_root(scope).startswith(API_PREFIX)
