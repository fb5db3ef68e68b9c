"""The logistic regression that decides whether to answer."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from projects.chatbot_rag.model.gate import FEATURES, Gate

MEASURED = dict.fromkeys(FEATURES, 0.5)


def test_the_probability_is_that_of_the_formula() -> None:
    gate = Gate(weights={"cosine": 2.0, "named": -1.0}, means={"cosine": 0.4, "named": 0.0},
                scales={"cosine": 0.1, "named": 0.5}, bias=0.3)  # fmt: skip
    z = 0.3 + 2.0 * (0.5 - 0.4) / 0.1 - 1.0 * 0.5 / 0.5
    assert gate.probability(MEASURED) == pytest.approx(1 / (1 + math.exp(-z)))


def test_an_extreme_measurement_is_no_overflow() -> None:
    gate = Gate(weights={"cosine": 1e9})
    assert 0.0 < gate.probability({"cosine": -1e9}) < gate.probability({"cosine": 1e9}) < 1.0


def test_the_threshold_itself_passes() -> None:
    gate = Gate(threshold=0.5)
    assert gate.probability(MEASURED) == 0.5
    assert gate.passes(0.5)
    assert not gate.passes(0.49)


@pytest.mark.parametrize(
    "wrong", [{"weights": {"mood": 1.0}}, {"weights": {"cosine": 1.0}, "means": {}}, {"threshold": 1.5}]
)
def test_a_gate_that_could_not_judge_is_refused_when_it_is_read(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Gate.model_validate(wrong)
