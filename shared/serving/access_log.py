"""One log line a request: method, route, status, duration. Never a path with ids, a query or a body."""

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.logging import get_logger
from shared.serving.paths import path_below_root

QUIET_PATHS = ("/health/", "/metrics", "/static/")
log = get_logger(__name__)


class AccessLogMiddleware:
    """Log when the response has been sent, or when it broke off."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_below_root(scope).startswith(QUIET_PATHS):
            await self.app(scope, receive, send)
            return
        status = 500
        started = perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        finally:
            log.info(
                "request",
                method=scope["method"],
                route=getattr(scope.get("route"), "path", "unmatched"),
                status=status,
                duration_ms=round((perf_counter() - started) * 1000, 2),
            )
