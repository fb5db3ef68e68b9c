"""At most so many of something per client and window; the next one gets 429 and when to come back."""

import math
import time
from collections.abc import Awaitable, Callable

from limits import RateLimitItem, parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.types import Scope

from shared.logging import get_logger
from shared.serving.problems import TooManyRequests

log = get_logger(__name__)


def address_of(scope: Scope) -> str:
    """Return the peer's address.

    Behind a proxy, tell uvicorn whom to trust (``FORWARDED_ALLOW_IPS``), or all clients look like one.
    """
    client = scope.get("client")
    return client[0] if client else "unknown"


class Limiter:
    """A rate, in the notation of the limits library, and where the counts lie. Raises ValueError for other texts.

    Counts that cannot be read let the request pass: a limit that is out of order is no reason to be out of order.
    """

    def __init__(self, rate: str, storage: str) -> None:
        self.rate = parse(rate)
        self.limiter = SlidingWindowCounterRateLimiter(storage_from_string(f"async+{storage}", wrap_exceptions=True))

    async def count(self, client: str) -> None:
        """Count one more; raise TooManyRequests when that is over the rate."""
        await self._require(self.limiter.hit, client)

    async def check(self, client: str) -> None:
        """Raise TooManyRequests when one more would be over the rate; count nothing."""
        await self._require(self.limiter.test, client)

    async def _require(self, allows: Callable[[RateLimitItem, str], Awaitable[bool]], client: str) -> None:
        try:
            if await allows(self.rate, client):
                return
            window = await self.limiter.get_window_stats(self.rate, client)
        except StorageError as exc:
            log.warning("rate_limit_unavailable", reason=str(exc))
            return
        wait = max(1, math.ceil(window.reset_time - time.time()))
        raise TooManyRequests(f"The limit is {self.rate}; try again in {wait} s.", headers={"Retry-After": str(wait)})
