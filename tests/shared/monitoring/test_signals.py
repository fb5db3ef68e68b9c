"""What is read from recorded answers, and what is left out."""

from __future__ import annotations

import math
from typing import Any

import pytest

from shared.monitoring import OUTCOME, Category, Number
from shared.store import Prediction


def answer(**payload: Any) -> Prediction:
    return Prediction(request_id="r", model_version="1", outcome="answered", payload=payload)


RATIO = Number("ratio", lambda row: row.payload["a"] / row.payload["b"])
FIRST = Category("first", lambda row: row.payload["items"][0])


def test_values_come_in_the_order_of_the_answers() -> None:
    assert RATIO.values([answer(a=1, b=2), answer(a=3, b=2)]) == [0.5, 1.5]
    assert FIRST.values([answer(items=["b", "c"]), answer(items=["a"])]) == ["b", "a"]
    assert OUTCOME.values([answer()]) == ["answered"]


@pytest.mark.parametrize(
    "payload", [{}, {"a": 1, "b": 0}, {"a": None, "b": 1}, {"a": "many", "b": "few"}, {"a": [], "b": {}}]
)
def test_an_answer_without_the_number_is_left_out(payload: dict[str, Any]) -> None:
    assert RATIO.values([answer(**payload), answer(a=1, b=1)]) == [1.0]


@pytest.mark.parametrize("payload", [{}, {"items": []}, {"items": None}, {"items": [7]}, {"items": [None]}])
def test_an_answer_without_the_category_is_left_out(payload: dict[str, Any]) -> None:
    assert FIRST.values([answer(**payload), answer(items=["a"])]) == ["a"]


@pytest.mark.parametrize("text", ["nan", "inf", "-inf"])
def test_a_number_is_finite(text: str) -> None:
    assert not math.isfinite(float(text))
    assert Number("text", lambda row: row.payload["text"]).values([answer(text=text)]) == []
