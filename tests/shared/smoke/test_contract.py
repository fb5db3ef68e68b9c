"""What counts as the answer that a route promises."""

from __future__ import annotations

from typing import Any

import pytest

from shared.smoke.contract import Contract
from shared.smoke.curl import Answer
from shared.smoke.report import Failed

ITEM = {"type": "object", "required": ["item_id"], "properties": {"item_id": {"type": "string"}}}
JSON = "application/json"


def promising(media_type: str = JSON, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"responses": {"200": {"content": {media_type: {"schema": schema or {}}}}}}


CONTRACT = Contract(
    {
        "paths": {
            "/v1/items/{item_id}": {"get": promising(schema={"$ref": "#/components/schemas/Item"})},
            "/v1/items/onboarding": {"get": promising(schema={"type": "array"})},
            "/v1/items/{item_id}/similar": {"get": promising(schema={"type": "integer"})},
            "/v1/picture": {"post": promising("image/png")},
            "/v1/chat": {"post": promising("text/event-stream")},
        },
        "components": {"schemas": {"Item": ITEM}},
    }
)


def answer(path: str, body: bytes, *, method: str = "GET", status: int = 200, media_type: str = JSON) -> Answer:
    return Answer(method, f"http://127.0.0.1:8009{path}?k=3", status, media_type, body)


@pytest.mark.parametrize(
    "kept",
    [
        answer("/v1/items/50", b'{"item_id": "50"}'),
        answer("/v1/items/a/b", b'{"item_id": "a/b"}'),
        answer("/v1/items/onboarding", b"[]"),
        answer("/v1/items/50/similar", b"3"),
        answer("/v1/picture", b"\x89PNG", method="POST", media_type="image/png"),
        answer("/v1/chat", b"event: answer\ndata: {}\n\n", method="POST", media_type="text/event-stream"),
    ],
)
def test_an_answer_as_promised_passes(kept: Answer) -> None:
    CONTRACT.require(kept)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (answer("/v1/items/50", b'{"detail": "gone"}', status=404), "404.*gone"),
        (answer("/v1/items/50", b"{}"), "'item_id' is a required property"),
        (answer("/v1/items/50", b'{"item_id": 50}'), r"\$.item_id: 50 is not of type 'string'"),
        (answer("/v1/items/onboarding", b'{"item_id": "50"}'), "is not of type 'array'"),
        (answer("/v1/items/50", b"<html>", media_type="text/html"), "200 with text/html"),
        (answer("/v1/items/50", b'{"item_id": "50"}', status=201), "201 with application/json"),
        (answer("/v1/items", b"[]"), "GET /v1/items is no route"),
        (answer("/v1/items/50", b'{"item_id": "50"}', method="PUT"), "PUT /v1/items/50 is no route"),
        (answer("/v1/picture", b"", method="POST", media_type="image/png"), "200 and nothing else"),
        (
            answer("/v1/chat", b"event: searched\n\nevent: problem\n\n", method="POST", media_type="text/event-stream"),
            "a stream that broke",
        ),
    ],
)
def test_any_other_answer_fails_and_says_why(broken: Answer, words: str) -> None:
    with pytest.raises(Failed, match=words):
        CONTRACT.require(broken)
