"""The whole application: every convention of the house holds at once, with a real model, store and registry."""

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from shared.logging import configure_logging
from shared.serving.app import Service
from tests.shared.serving.asgi import Answer, ask
from tests.shared.serving.toy_service import client_with, make_app, make_service

KEY = "a-key-for-tests"


def test_it_answers_with_the_champion(client: TestClient) -> None:
    assert client.post("/v1/answer", json={"text": "why?"}).json() == {"answer": 42}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "detail"),
    [
        ("GET", "/nowhere", None, 404, "Not Found"),
        ("GET", "/v1/nowhere", None, 404, "Not Found"),
        ("GET", "/v1/films/alien", None, 404, "No film has the id 'alien'."),
        ("DELETE", "/v1/answer", None, 405, "Method Not Allowed"),
        (
            "POST",
            "/v1/answer",
            b'{"text":\n x}',
            400,
            "The body is not valid JSON: Expecting value (line 2, column 2).",
        ),
        ("POST", "/v1/answer", b'"\x80"', 400, "There was an error parsing the body"),
        ("POST", "/v1/answer", b"{}", 422, "body.text: Field required"),
        ("POST", "/v1/answer", b"[]", 422, "body: Input should be a valid dictionary or object to extract fields from"),
        ("POST", "/v1/answer", b"x" * 1_048_577, 413, "The declared body is larger than the limit of 1048576 bytes."),
        ("GET", "/v1/broken", None, 500, "Something went wrong on our side; the request id finds it in the log."),
    ],
)
def test_every_error_is_a_problem(
    client: TestClient, method: str, path: str, body: bytes | None, status: int, detail: str
) -> None:
    headers = {"X-Request-ID": "r1", "Content-Type": "application/json"}
    answer = client.request(method, path, content=body, headers=headers)
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == problem["request_id"] == "r1"
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"] == detail
    assert answer.headers["content-security-policy"]
    assert "hunter2" not in answer.text


def test_a_wrong_method_names_the_right_one(client: TestClient) -> None:
    assert client.delete("/v1/answer").headers["allow"] == "POST"


def test_an_invalid_value_is_named_by_its_field_and_never_repeated(client: TestClient) -> None:
    answer = client.post("/v1/answer", json={"text": "why?", "times": "jane@example.org"})
    [error] = answer.json()["errors"]
    assert error["field"] == "body.times"
    assert "jane" not in answer.text


def test_a_chunked_body_over_the_limit_is_413_too(service: Service) -> None:

    def chunks() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * 65_536

    with TestClient(make_app(service)) as client:
        answer = client.post("/v1/answer", content=chunks())
    assert answer.status_code == answer.json()["status"] == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "The body is larger than the limit of 1048576 bytes."


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "nonsense"}])
def test_json_without_its_header_is_told_to_name_it(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/v1/answer", content=b'{"text": "why?"}', headers=headers)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "body: Send JSON, with the header Content-Type: application/json"


def test_behind_a_root_path_every_limit_holds(crowned: ServiceSettings) -> None:
    keyed = crowned.model_copy(update={"api_keys": (SecretStr(KEY),), "rate_limit": "3/hour"})
    app = make_app(make_service(keyed.model_copy(update={"deadline_seconds": 0.05})))
    with TestClient(app, root_path="/api") as client:
        assert client.get("/api/v1/model").status_code == 401
        client.headers["X-API-Key"] = KEY
        paths = ["/v1/model", "/v1/blocking?seconds=0.3", "/v1/model", "/v1/model", "/health/ready"]
        assert [client.get(f"/api{path}").status_code for path in paths] == [200, 504, 200, 429, 200]


def test_with_keys_the_api_asks_for_one_and_the_rest_does_not(crowned: ServiceSettings) -> None:
    with client_with(crowned, api_keys=(SecretStr(KEY),)) as client:
        assert client.get("/v1/model").status_code == 401
        assert client.get("/v1/model", headers={"X-API-Key": "wrong"}).status_code == 401
        assert client.get("/v1/model", headers={"X-API-Key": KEY}).status_code == 200
        assert {client.get(path).status_code for path in ("/health/ready", "/metrics", "/docs")} == {200}


def test_over_the_rate_is_429_with_the_time_to_wait(crowned: ServiceSettings) -> None:
    with client_with(crowned, rate_limit="2/hour") as client:
        answers = [client.get("/v1/model") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_past_the_deadline_is_504_for_work_in_a_thread(crowned: ServiceSettings) -> None:
    with client_with(crowned, deadline_seconds=0.05) as client:
        assert client.get("/v1/blocking", params={"seconds": 0.3}).status_code == 504


def test_a_stream_outlives_the_deadline(crowned: ServiceSettings) -> None:
    with client_with(crowned, deadline_seconds=0.08) as client:
        assert client.get("/v1/stream").text == "onetwothree"


def test_a_full_service_answers_503_and_recovers(crowned: ServiceSettings) -> None:
    settings = crowned.model_copy(update={"max_concurrency": 1, "max_queue": 0})
    full = make_service(settings)
    app = make_app(full)

    async def overload() -> tuple[list[Answer], Answer]:
        async with app.router.lifespan_context(app):
            answers = await asyncio.gather(*(ask(app, "/v1/stream") for _ in range(4)))
            return answers, await ask(app, "/v1/stream")

    answers, afterwards = asyncio.run(overload())
    assert sorted(answer.status for answer in answers) == [200, 503, 503, 503]
    assert {answer.headers.get("retry-after") for answer in answers if answer.status == 503} == {"1"}
    assert afterwards.status == 200
    assert full.admission.waiting == 0


def test_the_schema_documents_the_problems(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    responses = schema["paths"]["/v1/answer"]["post"]["responses"]
    assert {"400", "401", "404", "413", "422", "429", "503", "504"} <= responses.keys()
    assert "application/problem+json" in responses["429"]["content"]


def test_a_request_leaves_one_line_with_its_id_and_nothing_it_said(service: Service) -> None:
    stream = io.StringIO()
    with TestClient(make_app(service)) as client:
        configure_logging(service.settings, stream=stream)
        client.post("/v1/answer?token=t0ps3cret", json={"text": "my secret"}, headers={"X-Request-ID": "r1"})
        client.get("/v1/films/jane@example.org")
    lines: list[dict[str, Any]] = [json.loads(line) for line in stream.getvalue().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"]) for line in requests] == [("/v1/answer", 200), ("/v1/films/{film_id}", 404)]
    assert requests[0]["request_id"] == "r1"
    for word in ("secret", "t0ps3cret", "jane"):
        assert word not in stream.getvalue()


def test_the_data_folder_is_made_where_the_settings_say(client: TestClient, settings: ServiceSettings) -> None:
    assert (settings.data_dir / "toy.db").is_file()
    assert not (Path(".data") / "toy.db").exists()
