"""Errors that leave the process: problem details for HTTP APIs (RFC 9457).

Problem
├── Unauthorized         401  the API key is missing or wrong
├── NotFound             404  what the path or body names does not exist
├── TooLarge             413  the request body is over the limit
├── UnsupportedMedia     415  the request body is of a kind that this route does not take
├── Unprocessable        422  the body is well-formed and still makes no sense
├── TooManyRequests      429  this client is over its rate
├── Unavailable          503  we are down or full; try again later
└── DeadlineExceeded     504  the answer took too long

Anything else is a 500 whose cause stands in the log under the request id, never in the answer.
"""

from collections.abc import Mapping
from http import HTTPStatus
from json import JSONDecodeError
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.responses import Response

from shared.logging import get_logger
from shared.serving.request_id import current_request_id
from shared.store import StoreUnavailable

MEDIA_TYPE = "application/problem+json"
MAX_REPORTED_ERRORS = 10
log = get_logger(__name__)


class ProblemDetails(BaseModel):
    """The body of every error answer."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[dict[str, str]] = []


class Problem(Exception):
    """An error with a status, and a detail that tells the caller what to do."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = dict(headers or {})


class Unauthorized(Problem):
    """The API key is missing or wrong."""

    status = HTTPStatus.UNAUTHORIZED


class NotFound(Problem):
    """What the caller named does not exist."""

    status = HTTPStatus.NOT_FOUND


class TooLarge(Problem):
    """The request body is over the limit."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnsupportedMedia(Problem):
    """The request body is of a kind that this route does not take."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class Unprocessable(Problem):
    """The body is well-formed and still makes no sense."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyRequests(Problem):
    """This client is over its rate."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(Problem):
    """The service is down or full."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class DeadlineExceeded(Problem):
    """The answer took too long."""

    status = HTTPStatus.GATEWAY_TIMEOUT


def problem_response(
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    """Build the RFC 9457 answer."""
    problem = ProblemDetails(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        request_id=current_request_id(),
        errors=errors or [],
    )
    return Response(problem.model_dump_json(), int(status), headers=dict(headers or {}), media_type=MEDIA_TYPE)


def as_response(problem: Problem) -> Response:
    """Turn a raised problem into its answer."""
    return problem_response(problem.status, problem.detail, headers=problem.headers)


async def _on_problem(_request: Request, exc: Problem) -> Response:
    return as_response(exc)


async def _on_http_exception(_request: Request, exc: HTTPException) -> Response:
    return problem_response(exc.status_code, str(exc.detail), headers=exc.headers)


async def _on_counted_too_large(request: Request, _exc: HTTPException) -> Response:
    """A body that declares no length is counted by Starlette, which does not name the limit."""
    limit = request.scope[MAX_BODY_SIZE_SCOPE_KEY]
    return problem_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than the limit of {limit} bytes.")


async def _on_invalid_request(_request: Request, exc: RequestValidationError) -> Response:
    """Name each wrong field, never its value: a value may be personal."""
    if isinstance(broken := exc.__cause__, JSONDecodeError):
        where = f"line {broken.lineno}, column {broken.colno}"
        return problem_response(HTTPStatus.BAD_REQUEST, f"The body is not valid JSON: {broken.msg} ({where}).")
    errors = [
        {"field": ".".join(str(part) for part in error["loc"]), "message": _message(error)}
        for error in exc.errors()[:MAX_REPORTED_ERRORS]
    ]
    detail = "; ".join(f"{error['field']}: {error['message']}" for error in errors)
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)


def _message(error: dict[str, Any]) -> str:
    """FastAPI hands over the bytes of a body that its header does not call JSON."""
    if error["type"] == "model_attributes_type" and isinstance(error["input"], bytes):
        return "Send JSON, with the header Content-Type: application/json"
    return str(error["msg"])


async def _on_store_unavailable(_request: Request, exc: StoreUnavailable) -> Response:
    log.error("store_unavailable", reason=str(exc))
    return problem_response(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The database does not answer; nothing was recorded. Send the request again.",
        headers={"Retry-After": "2"},
    )


def install_handlers(app: FastAPI) -> None:
    """Give every foreseen error of ``app`` the same shape."""
    app.exception_handler(Problem)(_on_problem)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(_on_counted_too_large)
    app.exception_handler(RequestValidationError)(_on_invalid_request)
    app.exception_handler(StoreUnavailable)(_on_store_unavailable)
