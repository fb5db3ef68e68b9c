"""What the parts below raise, as problems that a caller can act on."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.responses import Response

from projects.chatbot_rag.index import IndexMismatch, NoPreviousVersion, VectorsUnavailable
from projects.chatbot_rag.sessions import UnknownSession
from projects.chatbot_rag.store import NothingToRestore, UnknownDocument, UnknownJob
from shared.logging import get_logger
from shared.serving.problems import NotFound, Problem, Unavailable, as_response
from shared.store import StoreUnavailable

ABSENT = (UnknownDocument, UnknownJob, UnknownSession)
IN_THE_WAY = (NothingToRestore, NoPreviousVersion, IndexMismatch)
log = get_logger(__name__)


class Conflict(Problem):
    """What is asked for does not fit the state that things are in."""

    status = HTTPStatus.CONFLICT


def as_problem(exc: Exception) -> Problem:
    """Return the problem that an exception is for the caller; what nobody foresaw is logged."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, ABSENT):
        return NotFound(_sentence(exc))
    if isinstance(exc, IN_THE_WAY):
        return Conflict(_sentence(exc))
    if isinstance(exc, VectorsUnavailable):
        log.error("vectors_unavailable", reason=str(exc))
        return Unavailable("The vector index does not answer; try again later.", headers={"Retry-After": "5"})
    if isinstance(exc, StoreUnavailable):
        log.error("store_unavailable", reason=str(exc))
        return Unavailable("The database does not answer; nothing was recorded. Send the request again.")
    log.error("unhandled_exception", exc_info=exc)
    return Problem("Something went wrong on our side; the request id finds it in the log.")


def install(app: FastAPI) -> None:
    """Answer the errors of the parts below with their problems."""
    for error in (*ABSENT, *IN_THE_WAY, VectorsUnavailable):
        app.exception_handler(error)(_answer)


async def _answer(_request: Request, exc: Exception) -> Response:
    return as_response(as_problem(exc))


def _sentence(exc: Exception) -> str:
    text = str(exc)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
