"""Optional API keys: off while none is configured, required on ``/v1`` as soon as one is."""

from collections.abc import Sequence
from hashlib import sha256
from hmac import compare_digest

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.limiter import Limiter, address_of
from shared.serving.paths import is_api
from shared.serving.problems import Unauthorized

HEADER = "X-API-Key"
CALLER = "api_caller"
"""Where the scope holds who called: a digest of the accepted key, which may be stored and logged."""
CALLER_DIGITS = 16


class ApiKeyMiddleware:
    """Compare in constant time, against every key, whatever the first ones say.

    Refusals count against the address. One with too many is not listened to before its window is over, not even
    with a valid key: or the answer to a guess would still tell the right one.
    """

    def __init__(self, app: ASGIApp, keys: Sequence[SecretStr], limiter: Limiter) -> None:
        self.app = app
        self.keys = [key.get_secret_value().encode() for key in keys]
        self.limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.keys and is_api(scope):
            address = address_of(scope)
            await self.limiter.check(address)
            given = Headers(scope=scope).get(HEADER, "").encode("latin-1")
            matches = [compare_digest(given, key) for key in self.keys]
            if not any(matches):
                await self.limiter.count(address)
                raise Unauthorized(
                    f"Send a valid API key in the {HEADER} header.",
                    headers={"WWW-Authenticate": f'ApiKey realm="{HEADER}"'},
                )
            scope[CALLER] = sha256(given).hexdigest()[:CALLER_DIGITS]
        await self.app(scope, receive, send)
