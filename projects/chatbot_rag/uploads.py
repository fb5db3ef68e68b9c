"""How documents come in: as the files of a form, with the label they get."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from projects.chatbot_rag.documents import PUBLIC, Access
from shared.serving.problems import Unprocessable, UnsupportedMedia

MAX_FILES = 20
MAX_NAME_CHARS = 200
REMEDY = f"Send 1 to {MAX_FILES} documents as files of a form: curl -F files=@one.pdf -F files=@two.md"
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": MAX_FILES,
                            "items": {"type": "string", "format": "binary"},
                        },
                        "access": {
                            "type": "string",
                            "default": PUBLIC,
                            "description": "label of the documents; one that you hold",
                        },
                    },
                    "additionalProperties": False,
                }
            }
        },
    }
}


@dataclass(frozen=True)
class Upload:
    """Documents as they were sent: name and content of each, and their label."""

    files: tuple[tuple[str, bytes], ...]
    access: str


async def upload_of(request: Request, held: Access) -> Upload:
    """Return what the form holds. Whether a file can be read is not looked at here.

    Raises:
        UnsupportedMedia: it is not a form.
        Unprocessable: it is broken, has no file, too many or one without a name, or a label that is not held.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "multipart/form-data":
        raise UnsupportedMedia(f"{REMEDY}. This is {media[:100] or 'of no stated type'}, not multipart/form-data.")
    try:
        async with request.form(max_files=MAX_FILES, max_fields=1) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            uploads = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
            files = tuple([(_name_of(upload), await upload.read()) for upload in uploads])
    except HTTPException as exc:
        if exc.status_code != HTTPStatus.BAD_REQUEST:
            raise
        raise Unprocessable(f"{exc.detail.rstrip('.')}. {REMEDY}.") from exc
    if fields.keys() - {"access"}:
        raise Unprocessable(f"The only field besides files is access. {REMEDY}.")
    if not files:
        raise Unprocessable(f"The form has no file. {REMEDY}.")
    access = fields.get("access", PUBLIC)
    if access not in held:
        raise Unprocessable(f"You can give a document a label that you hold: {', '.join(sorted(held))}.")
    return Upload(files, access)


def _name_of(upload: UploadFile) -> str:
    """Return the file's own name, without folders and unprintable characters. Raises Unprocessable: none is left."""
    last = re.split(r"[/\\]", upload.filename or "")[-1]
    name = "".join(character for character in last if character.isprintable()).strip()
    if not name.strip("."):
        raise Unprocessable(f"A file has no name. {REMEDY}.")
    if len(name) > MAX_NAME_CHARS:
        raise Unprocessable(f"A file name has {len(name)} characters, at most {MAX_NAME_CHARS} are kept; rename it.")
    return name
