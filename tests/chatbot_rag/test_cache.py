"""Answers are given again only to the same question, in the same state, for the same eyes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects.chatbot_rag import evaluate
from projects.chatbot_rag.cache import CacheKey, SemanticCache, same_question
from projects.chatbot_rag.documents import PUBLIC
from shared.encoder.protocol import Vectors
from tests.shared.encoder.hashed_words import HashedWords

KEY = CacheKey(1, 1, frozenset({PUBLIC}))
PAIRS = [
    json.loads(line) for line in (Path(evaluate.__file__).parent / "paraphrases.jsonl").read_text("utf-8").splitlines()
]


def vector(question: str) -> Vectors:
    encoded: Vectors = HashedWords(256).encode([question])[0]
    return encoded


def filled(*questions: str, entries: int = 100, key: CacheKey = KEY) -> SemanticCache[str]:
    cache = SemanticCache[str](entries, threshold=0.5)
    for question in questions:
        cache.put(key, question, vector(question), question)
    return cache


def ask(cache: SemanticCache[str], question: str, key: CacheKey = KEY) -> str | None:
    return cache.get(key, question, vector(question))


def test_the_same_question_is_known() -> None:
    assert ask(filled("What is overfitting?"), "What is overfitting?") == "What is overfitting?"


def test_a_paraphrase_is_known() -> None:
    assert (
        ask(filled("How do I prevent overfitting?"), "how can I prevent overfiting") == "How do I prevent overfitting?"
    )


def test_nothing_is_known_at_first() -> None:
    assert ask(filled(), "What is overfitting?") is None


@pytest.mark.parametrize(
    "key",
    [
        CacheKey(2, 1, frozenset({PUBLIC})),
        CacheKey(1, 2, frozenset({PUBLIC})),
        CacheKey(1, 1, frozenset({PUBLIC, "board"})),
        CacheKey(1, 1, frozenset()),
    ],
)
def test_another_state_or_other_eyes_see_nothing(key: CacheKey) -> None:
    assert ask(filled("What is overfitting?"), "What is overfitting?", key) is None


def test_a_vector_that_is_far_away_is_not_enough() -> None:
    cache = filled("What is overfitting?")
    assert cache.get(KEY, "What is overfitting?", vector("Bananas are yellow")) is None


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if not pair["same"]], ids=lambda pair: pair["b"])
def test_near_misses_are_different_questions(pair: dict[str, str]) -> None:
    assert not same_question(pair["a"], pair["b"])
    assert not same_question(pair["b"], pair["a"])


def test_most_paraphrases_are_the_same_question() -> None:
    same = [pair for pair in PAIRS if pair["same"]]
    assert len(same) >= 30
    assert sum(same_question(pair["a"], pair["b"]) for pair in same) >= 0.8 * len(same)


def test_being_the_same_is_mutual() -> None:
    assert all(same_question(pair["a"], pair["b"]) == same_question(pair["b"], pair["a"]) for pair in PAIRS)


def test_what_was_asked_least_recently_makes_room() -> None:
    cache = filled("What is drift?", "What is bias?", entries=2)
    ask(cache, "What is drift?")
    cache.put(KEY, "What is leakage?", vector("What is leakage?"), "new")
    assert ask(cache, "What is bias?") is None
    assert ask(cache, "What is drift?") == "What is drift?"
    assert len(cache) == 2


def test_a_cache_without_entries_keeps_nothing() -> None:
    cache = filled("What is drift?", entries=0)
    assert ask(cache, "What is drift?") is None
    assert len(cache) == 0


def test_the_newest_answer_to_a_question_counts() -> None:
    cache = filled("What is drift?")
    cache.put(KEY, "What is drift?", vector("What is drift?"), "newer")
    assert ask(cache, "What is drift?") == "newer"
    assert len(cache) == 1
