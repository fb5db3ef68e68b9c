"""A bounded queue in front of ``/v1``: so many at work, so many waiting, the next one is told to come back.

An unbounded queue turns overload into latency for everybody; a bounded one into an honest 503 for a few.
"""

import asyncio
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.serving.paths import is_api
from shared.serving.problems import Unavailable

RETRY_AFTER_SECONDS = 1


@dataclass
class Admission:
    """How many requests are worked on and how many wait. Shared with the metrics."""

    max_concurrency: int
    max_queue: int
    waiting: int = 0
    slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.slots = asyncio.Semaphore(self.max_concurrency)


class AdmissionMiddleware:
    """Hold a slot until the work below has really ended, even when its deadline passed before."""

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        self.app = app
        self.admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_api(scope):
            await self.app(scope, receive, send)
            return
        admission = self.admission
        if admission.slots.locked() and admission.waiting >= admission.max_queue:
            raise Unavailable(
                f"All {admission.max_concurrency} workers are busy and {admission.max_queue} requests wait.",
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        admission.waiting += 1
        try:
            await admission.slots.acquire()
        finally:
            admission.waiting -= 1
        try:
            await self.app(scope, receive, send)
        finally:
            admission.slots.release()
