"""How pictures come in: one as the raw body, or several as the files of a form."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from shared.serving.problems import Unprocessable, UnsupportedMedia

PICTURE = "Send the picture itself as the body, with the header Content-Type: image/jpeg, image/png or image/webp"
FILES = "Send the pictures as files of a form: curl -F files=@one.jpg -F files=@two.jpg"
BINARY = {"schema": {"type": "string", "format": "binary"}}
PICTURE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": dict.fromkeys(("image/jpeg", "image/png", "image/webp", "application/octet-stream"), BINARY),
    }
}
FILES_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {"files": {"type": "array", "minItems": 1, "items": BINARY["schema"]}},
                }
            }
        },
    }
}


async def picture_of(request: Request) -> bytes:
    """Return the body. What it is, its content tells; the header only has to leave that open.

    Raises:
        UnsupportedMedia: the header says that it is a form, JSON or text.
    """
    media = _media_type(request)
    if media and not media.startswith("image/") and media != "application/octet-stream":
        raise UnsupportedMedia(f"{PICTURE}, not {media[:100]}.")
    return await request.body()


async def files_of(request: Request, *, limit: int) -> list[tuple[str, bytes]]:
    """Return name and content of each file of a form; their fields may have any name.

    Raises:
        UnsupportedMedia: it is not a form.
        Unprocessable: it is broken, or has no file, more than ``limit``, or something else than files.
    """
    media = _media_type(request)
    if media != "multipart/form-data":
        raise UnsupportedMedia(f"{FILES}. This is {media[:100] or 'of no stated type'}, not multipart/form-data.")
    remedy = f"{FILES}; 1 to {limit} in one request."
    try:
        async with request.form(max_files=limit, max_fields=0) as form:
            files = [
                (upload.filename or "", await upload.read())
                for _, upload in form.multi_items()
                if isinstance(upload, UploadFile)
            ]
    except HTTPException as exc:
        if exc.status_code != HTTPStatus.BAD_REQUEST:
            raise
        raise Unprocessable(f"{exc.detail.rstrip('.')}. {remedy}") from exc
    if not files:
        raise Unprocessable(f"The form has no file. {remedy}")
    return files


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
