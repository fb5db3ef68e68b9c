"""Every ``/v1`` request gets its first byte in time, or 504. A stream that has begun may go on."""

import asyncio

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.logging import get_logger
from shared.serving.paths import is_api
from shared.serving.problems import DeadlineExceeded

log = get_logger(__name__)


class DeadlineMiddleware:
    """Waiting for a slot counts. Work in a thread can't be stopped: it ends unheard, and holds its slot until then.

    The scope of anyio cancels everything but such threads, which a task's own ``cancel`` would forget.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds
        self.unheard: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_api(scope):
            await self.app(scope, receive, send)
            return
        answered = asyncio.Event()
        expired = False
        below = anyio.CancelScope()

        async def send_in_time(message: Message) -> None:
            if expired:
                return
            answered.set()
            await send(message)

        async def work() -> None:
            try:
                with below:
                    await self.app(scope, receive, send_in_time)
            finally:
                answered.set()

        task = asyncio.create_task(work())
        try:
            async with asyncio.timeout(self.seconds):
                await answered.wait()
        except TimeoutError:
            if not answered.is_set():
                expired = True
                self._abandon(task, below)
                raise DeadlineExceeded(f"No answer within {self.seconds:g} s.") from None
        except asyncio.CancelledError:
            self._abandon(task, below)
            raise
        await task

    def _abandon(self, task: asyncio.Task[None], below: anyio.CancelScope) -> None:
        self.unheard.add(task)
        task.add_done_callback(self._forget)
        below.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        self.unheard.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("unheard_request_failed", reason=type(error).__name__)
