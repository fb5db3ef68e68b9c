"""Structured logs: JSON lines in production, coloured text on a terminal.

Every line carries the request id of its context. Values of fields that may hold a secret or personal text are
replaced before anything is written, and the text of requests (queries, documents, resumes) is never passed here.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from shared.config import SharedSettings

REDACTED = "[redacted]"
SECRET_FIELD = re.compile(r"(^|_)(authorization|api_?keys?|password|secret|token|cookie|database_url)($|_)")
PERSONAL_FIELDS = ("email", "phone", "address", "text", "body", "query", "document", "resume", "image")
TRACEBACKS_WITHOUT_LOCALS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
"""The variables of a frame hold requests and keys."""

Event = MutableMapping[str, Any]


def redact(_logger: object, _method: str, event: Event) -> Event:
    """Replace the value of every field whose name holds a secret or personal word, however deep it lies."""
    for name, value in event.items():
        if name != "event":
            event[name] = _redacted(name, value)
    return event


def _redacted(name: str, value: object) -> object:
    lowered = name.lower()
    if SECRET_FIELD.search(lowered) or lowered in PERSONAL_FIELDS:
        return REDACTED
    if isinstance(value, dict):
        return {key: _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted("", inner) for inner in value]
    return value


def configure_logging(settings: SharedSettings, *, stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers, uvicorn's included, to one stream in one format."""
    stream = stream or sys.stderr
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not stream.isatty())
    shared_steps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    console = structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)
    last_steps: list[structlog.typing.Processor] = (
        [TRACEBACKS_WITHOUT_LOCALS, structlog.processors.JSONRenderer()] if as_json else [console]
    )
    structlog.configure(
        processors=[*shared_steps, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_steps,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last_steps],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
    for name in ("alembic", "httpx", "httpx2", "urllib3"):
        logging.getLogger(name).setLevel("WARNING")


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module: ``log = get_logger(__name__)``."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
