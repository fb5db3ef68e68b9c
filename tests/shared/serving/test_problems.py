"""The shape of an error answer, and the tree of those that have a name."""

import json
from http import HTTPStatus

import pytest

from shared.serving import problems
from shared.serving.problems import MEDIA_TYPE, Problem, ProblemDetails, as_response, problem_response

NAMED = [problem for problem in vars(problems).values() if isinstance(problem, type) and issubclass(problem, Problem)]


@pytest.mark.parametrize("problem", NAMED)
def test_each_problem_has_a_status_and_a_place_in_the_tree(problem: type[Problem]) -> None:
    answer = as_response(problem("say what to do", headers={"Retry-After": "1"}))
    body = ProblemDetails.model_validate_json(bytes(answer.body))
    assert (answer.status_code, answer.media_type) == (problem.status, MEDIA_TYPE)
    assert (body.status, body.detail) == (problem.status, "say what to do")
    assert body.title == HTTPStatus(problem.status).phrase
    assert answer.headers["retry-after"] == "1"
    assert problem.__name__ in (problems.__doc__ or "")


@pytest.mark.parametrize(
    "detail", ['quotes " and \\ backslashes', "new\nline", "ünïcode 映画", "\x00\x1f", "</script>"]
)
def test_any_text_makes_valid_json(detail: str) -> None:
    assert json.loads(bytes(problem_response(400, detail).body))["detail"] == detail


def test_the_body_has_exactly_these_members() -> None:
    body = json.loads(bytes(problem_response(422, "x", errors=[{"field": "k", "message": "too large"}]).body))
    assert body.keys() == {"type", "title", "status", "detail", "request_id", "errors"}
