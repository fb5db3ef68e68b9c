"""Refuse a declared body over the limit before a byte of it is read.

Bodies that declare no length are counted while they arrive by Starlette's own
``RequestBodyLimitMiddleware``, which stands behind this one.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.problems import TooLarge

MAX_DIGITS = 18
"""No body has more bytes than this has digits, and Python reads no number of thousands of digits."""


class BodyLimitMiddleware:
    """Look at ``Content-Length`` only."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            declared = Headers(scope=scope).get("content-length", "0")
            if declared.isdecimal() and (len(declared) > MAX_DIGITS or int(declared) > self.max_bytes):
                raise TooLarge(f"The declared body is larger than the limit of {self.max_bytes} bytes.")
        await self.app(scope, receive, send)
