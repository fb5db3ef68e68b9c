"""How resumes come in: as the files of a form beside its fields, or as texts in JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from shared.serving.problems import Unprocessable, UnsupportedMedia

FORM, JSON = "multipart/form-data", "application/json"
MAX_FIELDS = 2_500
"""A form may name as many stored resumes and skills as there are to name."""


@dataclass(frozen=True)
class Upload:
    """Bytes of a file, and its name: that only tells its kind, and is kept nowhere."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Body:
    """Fields as they were sent, and the files in their order."""

    fields: Mapping[str, object]
    files: tuple[Upload, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What a form may hold: the field of its files, fields with one value and with many, and how to send it right."""

    files: str
    single: Collection[str]
    many: Collection[str]
    remedy: str


async def body_of(request: Request, expected: Expected, *, max_files: int) -> Body:
    """Return the fields and files of a form, or of a JSON object, which has no files.

    Raises:
        UnsupportedMedia: it is neither.
        Unprocessable: the form is broken, has too many files, or fields that are not expected.
        RequestValidationError: the JSON is broken or no object.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == FORM:
        return await _form(request, expected, max_files)
    if media == JSON:
        return Body(_object(await request.body()))
    raise UnsupportedMedia(f"{expected.remedy}. This is {media[:100] or 'of no stated type'}, not {FORM} or {JSON}.")


async def _form(request: Request, expected: Expected, max_files: int) -> Body:
    fields: dict[str, object] = {}
    files = []
    try:
        async with request.form(max_files=max_files, max_fields=MAX_FIELDS) as form:
            for name in form:
                values = form.getlist(name)
                uploads = [value for value in values if isinstance(value, UploadFile)]
                if uploads and name == expected.files and len(uploads) == len(values):
                    files = [Upload(upload.filename or "", await upload.read()) for upload in uploads]
                elif not uploads and name in expected.many:
                    fields[name] = values
                elif not uploads and name in expected.single and len(values) == 1:
                    fields[name] = values[0]
                else:
                    raise Unprocessable(f"The form has {name[:100]!r}, as it is not expected. {expected.remedy}.")
    except HTTPException as exc:
        if exc.status_code != HTTPStatus.BAD_REQUEST:
            raise
        raise Unprocessable(f"{exc.detail.rstrip('.')}. {expected.remedy}; at most {max_files} files.") from exc
    return Body(fields, tuple(files))


def _object(content: bytes) -> dict[str, object]:
    try:
        value = json.loads(content)
    except json.JSONDecodeError as exc:
        raise RequestValidationError([]) from exc
    except (UnicodeDecodeError, RecursionError):
        raise Unprocessable("The body is not JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise Unprocessable("The body is to be a JSON object.")
    return value
