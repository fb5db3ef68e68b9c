"""What the routes that take files are sent: for the documentation, and checked."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from projects.resume_screener.matching import PARTS
from projects.resume_screener.schemas import A_RESUME, JOB_AD
from projects.resume_screener.uploads import FORM, JSON, Body, Expected

Model = TypeVar("Model", bound=BaseModel)
_FILE = {"type": "string", "format": "binary"}
_ID = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
_TEXT = {"type": "string", "minLength": 1}
_BLIND = {"type": "boolean", "default": True}
_WEIGHT = {"type": "number", "minimum": 0}

PARSING = Expected(
    files="file",
    single=("text", "blind"),
    many=(),
    remedy="Send one resume: as a form with a file, curl -F file=@resume.pdf, or as JSON with text",
)
RANKING = Expected(
    files="files",
    single=("job", "job_id", "title", "weights", "blind"),
    many=("texts", "resume_ids", "must", "nice"),
    remedy="Send a job and resumes: as a form, curl -F 'job=…' -F files=@one.pdf -F files=@two.docx, or as JSON",
)
STORING = Expected(
    files="files", single=(), many=("texts",), remedy="Send resumes: as a form, curl -F files=@one.pdf, or as JSON"
)


def validated(model: type[Model], body: Body) -> Model:
    """Return the fields of a body as a request. Raises RequestValidationError."""
    try:
        return model.model_validate(body.fields)
    except ValidationError as exc:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in exc.errors()]
        raise RequestValidationError(errors) from exc


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _documented(fields: dict[str, Any], files: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI object of a body that is a form with files, or JSON without."""
    json_schema = {"type": "object", "properties": fields, "additionalProperties": False}
    form_schema = {**json_schema, "properties": {**fields, **files}}
    content = {FORM: {"schema": form_schema}, JSON: {"schema": json_schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


PARSE_BODY = _documented({"text": _TEXT, "blind": _BLIND}, {PARSING.files: _FILE}, {"text": A_RESUME, "blind": False})
STORE_BODY = _documented({"texts": _list(_TEXT)}, {STORING.files: _list(_FILE)}, {"texts": [A_RESUME]})
RANK_BODY = _documented(
    {
        "job": _TEXT,
        "job_id": _ID,
        "title": {"type": "string", "maxLength": 200},
        "texts": _list(_TEXT),
        "resume_ids": _list(_ID),
        "weights": {
            "type": "object",
            "properties": dict.fromkeys(PARTS, _WEIGHT),
            "additionalProperties": False,
            "description": "how much each part of the score counts; left out: as learnt. In a form: as JSON",
        },
        "must": {**_list({"type": "string"}), "description": "ids of requirements to count as musts"},
        "nice": {**_list({"type": "string"}), "description": "ids of requirements to count as nice to have"},
        "blind": _BLIND,
    },
    {RANKING.files: _list(_FILE)},
    {"job": JOB_AD, "texts": [A_RESUME]},
)
