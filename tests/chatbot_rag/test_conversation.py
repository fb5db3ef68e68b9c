"""Follow-up questions are made to stand alone."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.answer import Turn
from projects.chatbot_rag.conversation import TOPIC_WORDS, readings, standalone

FOREST = [
    Turn("user", "What is a random forest?"),
    Turn("assistant", "It averages many deep decision trees, each grown on its own sample of the rows [1]."),
]


@pytest.mark.parametrize(
    "question",
    [
        "and why does that happen?",
        "Why?",
        "why does it not overfit?",
        "What about the memory?",
        "ok, and how many of them do I need?",
        "thanks! is that slow?",
        "so what is the downside of them then?",
        "any example?",
        "how can I tune those?",
        "when do I stop?",
    ],
)
def test_a_follow_up_gets_its_topic(question: str) -> None:
    asked, rewritten = standalone(question, FOREST)
    assert rewritten
    assert "random forest" in asked


@pytest.mark.parametrize(
    "question",
    [
        "What is gradient boosting?",
        "gradient boosting?",
        "Why does a decision tree overfit when it is deep?",
        "If my client sends the same request twice, how do I make sure that it only counts once?",
        "Is it a good idea to run cross-validation on time series?",
        "Where in this repository is the training loop?",
        "So a 95% interval means there is a 95% chance that the true value is in it?",
        "bert vs gpt vs t5?",
        "How does attention work?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, FOREST) == (question, False)


def test_without_a_history_nothing_changes() -> None:
    assert standalone("and why does that happen?", []) == ("and why does that happen?", False)
    assert standalone("why?", [Turn("assistant", "Ask me about forests.")]) == ("why?", False)


def test_the_topic_comes_from_the_last_question_that_stood_alone() -> None:
    history = [
        Turn("user", "How does Docker cache layers?"),
        Turn("assistant", "By their content [1]."),
        *FOREST,
        Turn("user", "and how does it choose features?"),
        Turn("assistant", "At random [1]."),
    ]
    asked, _ = standalone("why is that good?", history)
    assert "random forest" in asked
    assert "features" in asked
    assert "Docker" not in asked


@pytest.mark.parametrize(
    ("question", "meant", "other"),
    [
        ("why is the latter faster?", "adam", "momentum"),
        ("why is the former slower?", "momentum", "adam"),
        ("what does the second one divide by?", "adam", "momentum"),
    ],
)
def test_an_ordinal_points_into_the_list_that_was_asked_for(question: str, meant: str, other: str) -> None:
    asked, _ = standalone(question, [Turn("user", "momentum vs adam"), Turn("assistant", "They differ [1].")])
    assert asked.index(meant) < asked.index(other)


def test_an_ordinal_points_into_the_list_of_the_answer() -> None:
    history = [
        Turn("user", "How do I choose the number of clusters?"),
        Turn("assistant", "Look for the elbow of the inertia; compare silhouettes; check stability [1]."),
    ]
    asked, _ = standalone("how is the second thing computed?", history)
    assert "silhouettes" in asked
    assert "elbow" not in asked


def test_a_quality_points_at_what_has_it() -> None:
    history = [
        Turn("user", "What is a bi-encoder?"),
        Turn("assistant", "It embeds texts separately [1]. A cross-encoder reads both and is more accurate [2]."),
    ]
    assert "cross-encoder" in standalone("why not always use the more accurate one?", history)[0]


def test_leading_conjunctions_and_thanks_are_dropped() -> None:
    assert standalone("Thanks, and why does it work?", FOREST)[0].startswith("why does it work?")


def test_long_questions_give_only_so_many_words() -> None:
    history = [Turn("user", " ".join(f"topic{chr(97 + n)}" for n in range(26)) + "?")]
    asked, _ = standalone("why is that?", history)
    assert asked.count("topic") == TOPIC_WORDS


def test_a_topic_that_is_named_again_is_not_repeated() -> None:
    assert standalone("and does a random forest need them?", FOREST) == ("and does a random forest need them?", False)


def test_the_other_reading_is_there_to_fall_back_on() -> None:
    topical, plain = readings("and why does it work?", FOREST)
    assert topical == standalone("and why does it work?", FOREST)[0]
    assert plain == "and why does it work?"


def test_a_question_that_stands_alone_may_still_belong_to_the_topic() -> None:
    question = "What does gradient clipping cost?"
    plain, topical = readings(question, FOREST)
    assert plain == question
    assert topical.startswith(f"{question} (")


@pytest.mark.parametrize("history", [[], [Turn("assistant", "Ask me about forests.")]])
def test_without_earlier_questions_there_is_one_reading(history: list[Turn]) -> None:
    assert readings("why?", history) == ("why?",)
