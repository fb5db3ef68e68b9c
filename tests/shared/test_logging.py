"""Every line is readable by the machine or person it is for, has its request's id, and keeps what is private out."""

import io
import json
import logging
from typing import Any

import pytest
import structlog

from shared.config import SharedSettings
from shared.logging import REDACTED, configure_logging, get_logger

Line = dict[str, Any]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def configured(log_format: str = "json", *, stream: io.StringIO | None = None, level: str = "INFO") -> io.StringIO:
    stream = stream or io.StringIO()
    settings = SharedSettings.model_validate({"log_format": log_format, "log_level": level})
    configure_logging(settings, stream=stream)
    return stream


def lines(stream: io.StringIO) -> list[Line]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_logger_and_fields() -> None:
    stream = configured()
    get_logger("shared.toy").warning("model_loaded", version="3", nested={"a": [1, 2]})
    [line] = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "model_loaded",
        "level": "warning",
        "logger": "shared.toy",
        "version": "3",
        "nested": {"a": [1, 2]},
    }


def test_the_standard_library_writes_the_same_lines() -> None:
    stream = configured()
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    [line] = lines(stream)
    assert (line["event"], line["level"], line["logger"]) == ("Started server process [7]", "info", "uvicorn.error")


def test_both_carry_the_request_id_of_their_context() -> None:
    stream = configured()
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        get_logger("ours").info("one")
        logging.getLogger("theirs").info("two")
    get_logger("ours").info("three")
    assert [line.get("request_id") for line in lines(stream)] == ["r1", "r1", None]


@pytest.mark.parametrize(
    "name",
    ["authorization", "api_key", "X_API_KEY", "password", "db_password", "client_secret", "access_token", "cookie",
     "database_url", "email", "phone", "address", "text", "body", "query", "document", "resume", "image", "Email"],
)  # fmt: skip
def test_secrets_and_personal_text_are_replaced_at_any_depth(name: str) -> None:
    stream = configured()
    private = "jane@example.org"
    get_logger("toy").info(
        "event", **{name: private}, outer={"list": [{name: private}], "deep": {"er": ({name: [private]},)}}
    )
    [line] = lines(stream)
    assert private not in stream.getvalue()
    assert line[name] == line["outer"]["list"][0][name] == line["outer"]["deep"]["er"][0][name] == REDACTED


@pytest.mark.parametrize("name", ["status", "route", "duration_ms", "context", "version", "items", "prompt_tokens"])
def test_what_is_not_private_stays(name: str) -> None:
    stream = configured()
    get_logger("toy").info("event", **{name: "value"})
    assert lines(stream)[0][name] == "value"


@pytest.mark.parametrize("log_format", ["json", "console"])
@pytest.mark.parametrize("terminal", [True, False])
def test_an_exception_is_shown_without_its_variables(log_format: str, terminal: bool) -> None:
    stream = configured(log_format, stream=Terminal() if terminal else io.StringIO())
    private = "hunter" + "2"
    try:
        raise ValueError(f"{len(private)} characters are too few")
    except ValueError as exc:
        get_logger("toy").error("failed", exc_info=exc)
        logging.getLogger("theirs").exception("failed")
    assert stream.getvalue().count("7 characters are too few") >= 2
    assert "test_an_exception_is_shown" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()


def test_a_traceback_is_one_line_of_json() -> None:
    stream = configured()
    try:
        raise ValueError("no")
    except ValueError:
        logging.getLogger("theirs").exception("failed")
    [line] = lines(stream)
    assert line["exception"][0]["exc_type"] == "ValueError"


@pytest.mark.parametrize(
    ("log_format", "stream", "is_json", "has_colour"),
    [
        ("auto", Terminal(), False, True),
        ("auto", io.StringIO(), True, False),
        ("json", Terminal(), True, False),
        ("console", io.StringIO(), False, False),
    ],
)
def test_the_format_fits_the_reader(log_format: str, stream: io.StringIO, is_json: bool, has_colour: bool) -> None:
    configured(log_format, stream=stream)
    get_logger("toy").info("hello")
    assert stream.getvalue().startswith("{") is is_json
    assert ("\x1b[" in stream.getvalue()) is has_colour


def test_lines_below_the_level_are_left_out() -> None:
    stream = configured(level="WARNING")
    get_logger("toy").info("chatter")
    get_logger("toy").warning("heard")
    assert [line["event"] for line in lines(stream)] == ["heard"]


def test_configuring_twice_writes_each_line_once() -> None:
    configured()
    stream = configured()
    get_logger("toy").info("once")
    logging.getLogger("uvicorn.error").info("once")
    assert len(lines(stream)) == 2


def test_addresses_that_clients_and_servers_would_log_are_not_written() -> None:
    stream = configured()
    for name in ("httpx", "httpx2", "urllib3", "uvicorn.access"):
        logging.getLogger(name).info("GET /v1/items?query=jane")
    assert lines(stream) == []
