"""Answers that take the place of the service's own, on their way to a page."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Route

from tests.e2e.visitor import INJECTED


def problem(status: int, detail: str, **headers: str) -> dict[str, Any]:
    """A problem+json answer for ``Route.fulfill``."""
    body = {"type": "about:blank", "title": "Refused", "status": status, "detail": detail, "request_id": "abc123"}
    return {
        "status": status,
        "body": json.dumps(body),
        "headers": {"Content-Type": "application/problem+json", INJECTED: "1", **headers},
    }


def first_times(count: int, answer: dict[str, Any]) -> Callable[[Route], None]:
    """A handler that gives ``answer`` to the first ``count`` requests and lets the others through."""
    left = [answer] * count

    def handle(route: Route) -> None:
        if left:
            route.fulfill(**left.pop())
        else:
            route.continue_()

    return handle
