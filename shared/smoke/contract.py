"""Is an answer what such a route answers? The service's own OpenAPI document says what that is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator

from shared.smoke.curl import Answer
from shared.smoke.report import Failed

EVENT_STREAM = "text/event-stream"
PROBLEM_EVENT = b"event: problem"
PLACEHOLDER = re.compile(r"\{[^/]+?\}")
SHOWN_CHARACTERS = 200


class Contract:
    """The routes of one service, their answers and what these look like."""

    def __init__(self, openapi: Mapping[str, Any]) -> None:
        self._openapi = openapi

    def require(self, answer: Answer) -> None:
        """Let pass what succeeded and looks as promised. Raises Failed."""
        path = urlsplit(answer.url).path
        route = f"{answer.method} {path}"
        if not 200 <= answer.status < 300:
            raise Failed(
                f"{answer.status}: {_shown(answer.body)}", "mend the service, or the example if it is out of date"
            )
        operation = self._operation(answer.method, path)
        promised = operation.get("responses", {}).get(str(answer.status), {}).get("content", {})
        if answer.media_type not in promised:
            raise Failed(
                f"{answer.status} with {answer.media_type or 'no media type'}, which {route} does not promise",
                f"let its OpenAPI document say so; it has: {', '.join(promised) or 'nothing'}",
            )
        if not answer.body:
            raise Failed(f"{answer.status} and nothing else", f"let {route} answer, or promise nothing")
        if answer.media_type == "application/json":
            self._validate(json.loads(answer.body), promised[answer.media_type].get("schema", {}), route)
        if answer.media_type == EVENT_STREAM and PROBLEM_EVENT in answer.body:
            raise Failed(
                f"a stream that broke: {_shown(answer.body[answer.body.index(PROBLEM_EVENT) :])}", "see its log"
            )

    def _operation(self, method: str, path: str) -> Mapping[str, Any]:
        """Of the routes that fit, the one with the most words of its own has answered."""
        fitting = [template for template in self._openapi["paths"] if _fits(template, path)]
        for template in sorted(fitting, key=lambda template: -len(PLACEHOLDER.sub("", template))):
            operation: Mapping[str, Any] | None = self._openapi["paths"][template].get(method.lower())
            if operation is not None:
                return operation
        raise Failed(f"{method} {path} is no route of the service", "mend the example")

    def _validate(self, body: object, schema: Mapping[str, Any], route: str) -> None:
        validator = Draft202012Validator({**schema, "components": self._openapi.get("components", {})})
        wrong = next(validator.iter_errors(body), None)
        if wrong is not None:
            raise Failed(
                f"{wrong.json_path}: {wrong.message[:SHOWN_CHARACTERS]}", f"let {route} answer as its schema says"
            )


def _fits(template: str, path: str) -> bool:
    words = [re.escape(words) for words in PLACEHOLDER.split(template)]
    return re.fullmatch(".+".join(words), path) is not None


def _shown(body: bytes) -> str:
    return body[:SHOWN_CHARACTERS].decode(errors="replace")
