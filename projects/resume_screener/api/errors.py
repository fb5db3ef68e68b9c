"""What the parts below raise, as problems that a caller can act on."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from projects.resume_screener.matching import EmptyJob, UnknownRequirement, Unweighable
from projects.resume_screener.pile import Failure
from projects.resume_screener.receipts import InvalidReceipt
from projects.resume_screener.store import JobIsDecided, UnknownJob, UnknownResume, WrongStorageKey
from shared.documents.unreadable import Unreadable
from shared.logging import get_logger
from shared.serving.problems import MEDIA_TYPE, ProblemDetails, problem_response

ABSENT = (UnknownJob, UnknownResume)
SENSELESS = (EmptyJob, InvalidReceipt, UnknownRequirement, Unweighable)
CONFLICT: dict[int | str, dict[str, Any]] = {
    HTTPStatus.CONFLICT: {
        "description": "The log of decisions refers to it",
        "content": {MEDIA_TYPE: {"schema": ProblemDetails.model_json_schema()}},
    }
}
MAX_REPORTED = 10
log = get_logger(__name__)


class NothingReadable(ValueError):
    """Not one of the files could be read."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__(f"none of {len(failures)} files could be read" if len(failures) > 1 else failures[0].message)
        self.failures = failures


def install(app: FastAPI) -> None:
    """Answer the errors of the parts below with their problems."""
    for errors, handler in (
        (ABSENT, _absent),
        (SENSELESS, _senseless),
        ((JobIsDecided,), _conflict),
        ((Unreadable,), _unreadable),
        ((NothingReadable,), _nothing_readable),
        ((WrongStorageKey,), _wrong_key),
    ):
        for error in errors:
            app.exception_handler(error)(handler)


async def _absent(_request: Request, exc: Exception) -> Response:
    return problem_response(HTTPStatus.NOT_FOUND, _sentence(exc))


async def _senseless(_request: Request, exc: Exception) -> Response:
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(exc))


async def _conflict(_request: Request, exc: Exception) -> Response:
    return problem_response(HTTPStatus.CONFLICT, _sentence(exc))


async def _unreadable(_request: Request, exc: Unreadable) -> Response:
    errors = [{"field": "file", "code": exc.code, "message": str(exc)}]
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(exc), errors=errors)


async def _nothing_readable(_request: Request, exc: NothingReadable) -> Response:
    errors = [
        {"field": f"files.{failure.file_index}", "code": failure.code, "message": failure.message}
        for failure in exc.failures[:MAX_REPORTED]
    ]
    return problem_response(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(exc), errors=errors)


async def _wrong_key(_request: Request, exc: WrongStorageKey) -> Response:
    log.error("wrong_storage_key", reason=str(exc))
    return problem_response(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "What is stored can't be opened: this service has another storage key than the one it was stored with. "
        "Whoever runs it restores RESUME_SCREENER__STORAGE_KEY, or the resumes are deleted and stored again.",
    )


def _sentence(exc: Exception) -> str:
    text = str(exc)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
