"""Requests generated from the OpenAPI document: no answer is a 5xx, and every answer is as documented."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from projects.chatbot_rag.api import create_app
from tests.chatbot_rag.conftest import MakeSettings

REFUSING = (("POST", "/v1/chat"), ("POST", "/v1/documents"), ("POST", "/v1/feedback"), ("GET", "/v1/search"))
"""Where the document says enough to be contradicted."""
OPERATIONS = (
    *REFUSING,
    ("POST", "/v1/sessions"),
    ("GET", "/v1/sessions/{session_id}"),
    ("DELETE", "/v1/sessions/{session_id}"),
    ("GET", "/v1/documents"),
    ("GET", "/v1/documents/{document_id}"),
    ("GET", "/v1/documents/{document_id}/text"),
    ("DELETE", "/v1/documents/{document_id}"),
    ("POST", "/v1/documents/{document_id}/rollback"),
    ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/{job_id}"),
    ("GET", "/v1/index"),
    ("POST", "/v1/index/rollback"),
    ("GET", "/v1/model"),
    ("GET", "/v1/drift"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
)
KNOWS_NO_DATA: list[Any] = [positive_data_acceptance, negative_data_rejection]
"""The document does not know which ids exist, which limits are set, and what a good file is."""
AnyCase: TypeAlias = Case[Any]


@pytest.fixture
def document(make_settings: MakeSettings) -> Iterator[BaseSchema]:
    """The OpenAPI document of a running service."""
    app = create_app(make_settings(rate_limit="1000000/minute"))
    yield schemathesis.openapi.from_asgi("/openapi.json", app)
    shutdown_lifespans()


def run(document: BaseSchema, method: str, path: str, mode: GenerationMode) -> None:
    """Send generated requests, the same ones every time, and check each answer against the document."""

    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document[path][method].as_strategy(mode))
    def answer(case: AnyCase) -> None:
        case.call_and_validate(excluded_checks=KNOWS_NO_DATA)

    answer()


def test_every_operation_of_the_document_is_tried(document: BaseSchema) -> None:
    documented = {
        (method.upper(), path) for path, methods in document.raw_schema["paths"].items() for method in methods
    }

    assert documented == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_valid_requests_are_answered_as_documented(document: BaseSchema, method: str, path: str) -> None:
    run(document, method, path, GenerationMode.POSITIVE)


@pytest.mark.parametrize(("method", "path"), REFUSING)
def test_invalid_requests_are_refused_as_documented(document: BaseSchema, method: str, path: str) -> None:
    run(document, method, path, GenerationMode.NEGATIVE)
