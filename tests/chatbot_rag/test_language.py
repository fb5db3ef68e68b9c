"""Telling English from what the encoder does not know."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.evaluate.golden import read_questions
from projects.chatbot_rag.language import looks_english


@pytest.mark.parametrize(
    "question",
    [
        "Wie funktioniert ein Random Forest und warum überanpasst er nicht?",
        "¿Cómo funciona la validación cruzada en la práctica?",
        "Pourquoi les arbres ne surajustent pas avec plus d'arbres ?",
        "随机森林为什么不会过拟合?",
        "Как работает случайный лес?",
        "لماذا لا تفرط الغابة العشوائية",
    ],
)
def test_other_languages_are_not_english(question: str) -> None:
    assert not looks_english(question)


@pytest.mark.parametrize("question", ["dropout", "bert vs gpt", "bagging?", "", "42", "k-means n_init"])
def test_a_term_alone_may_be_english(question: str) -> None:
    assert looks_english(question)


def test_nearly_all_questions_of_the_golden_set_look_english() -> None:
    asked = [question for part in ("dev", "test") for question in read_questions(part) if question.has_answer]
    assert sum(not looks_english(question.question) for question in asked) <= len(asked) // 40
