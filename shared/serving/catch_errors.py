"""The last line of defence: whatever is raised below becomes a problem answer, with its request id."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.logging import get_logger
from shared.serving.problems import Problem, as_response, problem_response

log = get_logger(__name__)


class CatchErrorsMiddleware:
    """Answer problems raised by the middleware below; log anything unforeseen and answer 500.

    An answer that has begun can only be broken off: the exception goes on, and the server closes the connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Problem as problem:
            if started:
                raise
            await as_response(problem)(scope, receive, send)
        except Exception as exc:
            log.error("unhandled_exception", exc_info=exc)
            if started:
                raise
            response = problem_response(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong on our side; the request id finds it in the log.",
            )
            await response(scope, receive, send)
