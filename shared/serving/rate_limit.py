"""At most so many requests per client and window on ``/v1``; the next one gets 429 and when to come back."""

import math
import time

from limits import parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.api_keys import API_PREFIX, HEADER
from shared.serving.problems import TooManyRequests


class RateLimitMiddleware:
    """A client is its API key, else its address.

    Behind a proxy, tell uvicorn whom to trust (``FORWARDED_ALLOW_IPS``), or all clients look like one.
    """

    def __init__(self, app: ASGIApp, rate: str, storage: str) -> None:
        self.app = app
        self.rate = parse(rate)
        self.limiter = SlidingWindowCounterRateLimiter(storage_from_string(f"async+{storage}"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API_PREFIX):
            client = Headers(scope=scope).get(HEADER) or (scope.get("client") or ["unknown"])[0]
            if not await self.limiter.hit(self.rate, client):
                window = await self.limiter.get_window_stats(self.rate, client)
                wait = max(1, math.ceil(window.reset_time - time.time()))
                raise TooManyRequests(
                    f"The limit is {self.rate}; try again in {wait} s.", headers={"Retry-After": str(wait)}
                )
        await self.app(scope, receive, send)
