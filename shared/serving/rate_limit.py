"""At most so many requests per client and window on ``/v1``."""

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.api_keys import CALLER
from shared.serving.limiter import Limiter, address_of
from shared.serving.paths import is_api


class RateLimitMiddleware:
    """A client is the API key that was accepted, else an address: never what a header merely claims."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self.app = app
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_api(scope):
            await self.limiter.count(scope.get(CALLER) or address_of(scope))
        await self.app(scope, receive, send)
