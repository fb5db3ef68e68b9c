"""Fitting the gate, and choosing its threshold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.evaluate.golden import read_questions
from projects.chatbot_rag.model.gate import FEATURES
from projects.chatbot_rag.training.gate import Example, fit, read_gate_questions, with_threshold

HANDBOOK = Path(__file__).parents[3] / "docs" / "handbook"


def examples(n: int = 200) -> list[Example]:
    """Questions with an answer have a higher cosine; the rest says nothing."""
    rng = np.random.default_rng(0)
    labels = rng.random(n) < 0.5
    return [
        Example(dict(zip(FEATURES, rng.normal([0.3 + 0.4 * label, 0.5, 0.5], 0.1), strict=True)), bool(label))
        for label in labels
    ]


def test_the_gate_learns_what_tells_them_apart() -> None:
    gate = fit(examples())
    assert gate.weights["cosine"] > 5 * max(abs(gate.weights["sentence_cosine"]), abs(gate.weights["named"]))
    judged = [(gate.probability(example.features) > 0.5) == example.has_answer for example in examples()]
    assert np.mean(judged) > 0.95


@pytest.mark.parametrize("answered", [0.5, 0.9, 1.0])
def test_the_threshold_lets_as_many_pass_as_it_must(answered: float) -> None:
    known = [example for example in examples() if example.has_answer]
    gate = with_threshold(fit(examples()), examples(), answered=answered)
    passed = np.mean([gate.passes(gate.probability(example.features)) for example in known])
    assert answered <= passed <= answered + 2 / len(known)


def test_evidence_of_the_questions_stands_in_the_handbook() -> None:
    for question in read_gate_questions():
        if question.articles and (file := HANDBOOK / f"{question.articles[0]}.md").exists():
            assert question.quote in file.read_text(encoding="utf-8"), question.id
        assert (question.kind == "answerable") == bool(question.articles) == bool(question.quote), question.id


def test_the_gate_is_not_fitted_on_golden_questions() -> None:
    golden = {question.standalone.lower() for part in ("dev", "test") for question in read_questions(part)}
    assert golden.isdisjoint(question.question.lower() for question in read_gate_questions())
