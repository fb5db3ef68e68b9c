"""Requests generated from the OpenAPI document: no answer is a 5xx, and every answer is as documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.python.asgi import shutdown_lifespans
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from projects.recommender.api import create_app
from tests.recommender.conftest import MakeSettings
from tests.recommender.small_world import N_ITEMS

REFUSING = (
    ("POST", "/v1/recommendations"),
    ("GET", "/v1/items"),
    ("GET", "/v1/items/onboarding"),
    ("GET", "/v1/items/{item_id}/similar"),
    ("POST", "/v1/feedback"),
    ("POST", "/v1/explain"),
)
OPERATIONS = (
    *REFUSING,
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/v1/model"),
    ("GET", "/v1/drift"),
    ("GET", "/v1/experiments"),
    ("GET", "/v1/experiments/{name}"),
)
KNOWS_NO_CATALOGUE: list[Any] = [positive_data_acceptance]
AnyCase: TypeAlias = Case[Any]


@pytest.fixture
def document(make_settings: MakeSettings) -> Iterator[BaseSchema]:
    """The OpenAPI document of a running service."""
    app = create_app(make_settings(rate_limit="1000000/minute"))
    yield schemathesis.openapi.from_asgi("/openapi.json", app)
    shutdown_lifespans()


def run(document: BaseSchema, method: str, path: str, mode: GenerationMode, change: Callable[[AnyCase], None]) -> None:
    """Send generated requests, the same ones every time, and check each answer against the document."""

    @settings(
        max_examples=40,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=document[path][method].as_strategy(mode))
    def answer(case: AnyCase) -> None:
        change(case)
        case.call_and_validate(excluded_checks=KNOWS_NO_CATALOGUE)

    answer()


def leave(_case: AnyCase) -> None:
    """Send the request as it was generated."""


def name_known_films(case: AnyCase) -> None:
    """Generated ids are in no catalogue: put real ones in their place."""
    for values in (case.body, case.path_parameters):
        if isinstance(values, dict) and "item_id" in values:
            values["item_id"] = film(values["item_id"])
    if isinstance(case.body, dict) and "history" in case.body:
        history: Any = case.body["history"]
        case.body["history"] = [film(item) for item in history]


def film(generated: object) -> str:
    return f"film-{len(str(generated)) % N_ITEMS}"


def test_every_operation_of_the_document_is_tried(document: BaseSchema) -> None:
    documented = {
        (method.upper(), path) for path, methods in document.raw_schema["paths"].items() for method in methods
    }

    assert documented == set(OPERATIONS)


@pytest.mark.parametrize("change", [leave, name_known_films])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_valid_requests_are_answered_as_documented(
    document: BaseSchema, method: str, path: str, change: Callable[[AnyCase], None]
) -> None:
    run(document, method, path, GenerationMode.POSITIVE, change)


@pytest.mark.parametrize(("method", "path"), REFUSING)
def test_invalid_requests_are_refused_as_documented(document: BaseSchema, method: str, path: str) -> None:
    run(document, method, path, GenerationMode.NEGATIVE, leave)
