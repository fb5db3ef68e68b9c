"""At most so many requests per client and window on ``/v1``; the next one gets 429 and when to come back."""

import math
import time

from limits import parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.logging import get_logger
from shared.serving.api_keys import API_PREFIX, CALLER
from shared.serving.problems import TooManyRequests

log = get_logger(__name__)


class RateLimitMiddleware:
    """A client is the API key that was accepted, else an address: never what a header merely claims.

    Behind a proxy, tell uvicorn whom to trust (``FORWARDED_ALLOW_IPS``), or all clients look like one.
    Counts that cannot be read let the request pass: a limit that is out of order is no reason to be out of order.
    """

    def __init__(self, app: ASGIApp, rate: str, storage: str) -> None:
        self.app = app
        self.rate = parse(rate)
        self.limiter = SlidingWindowCounterRateLimiter(storage_from_string(f"async+{storage}", wrap_exceptions=True))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API_PREFIX):
            client = scope.get(CALLER) or (scope.get("client") or ["unknown"])[0]
            try:
                await self._count(client)
            except StorageError as exc:
                log.warning("rate_limit_unavailable", reason=str(exc))
        await self.app(scope, receive, send)

    async def _count(self, client: str) -> None:
        if await self.limiter.hit(self.rate, client):
            return
        window = await self.limiter.get_window_stats(self.rate, client)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise TooManyRequests(f"The limit is {self.rate}; try again in {wait} s.", headers={"Retry-After": str(wait)})
