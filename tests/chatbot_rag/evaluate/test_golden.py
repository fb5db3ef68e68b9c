"""The golden set itself: what it names is there, and its judgements are what they say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from projects.chatbot_rag.documents import Chunk
from projects.chatbot_rag.evaluate.golden import Evidence, Question, first_rank, is_right, is_safe, read_questions

HANDBOOK = Path(__file__).parents[3] / "docs" / "handbook"
ALL = [*read_questions("dev"), *read_questions("test")]


def question(**changes: object) -> Question:
    values = {
        "id": "q", "part": "dev", "kind": "answerable", "history": (), "question": "?", "standalone": "?",
        "articles": ("a",), "quotes": ("the quick brown fox",), "must": (("fox", "vixen"), ("quick",)),
        "must_not": ("dog",), "why": "",
    }  # fmt: skip
    return Question.model_validate({**values, **changes})


def test_there_are_enough_questions_of_every_kind_in_both_halves() -> None:
    counts = Counter((asked.kind, asked.part) for asked in ALL)
    assert len(ALL) >= 120
    assert min(counts.values()) >= 15
    assert len(counts) == 8


def test_ids_are_unique() -> None:
    assert len({asked.id for asked in ALL}) == len(ALL)


@pytest.mark.parametrize("asked", ALL, ids=lambda asked: asked.id)
def test_evidence_stands_word_for_word_in_the_articles(asked: Question) -> None:
    texts = [(HANDBOOK / f"{article}.md").read_text(encoding="utf-8") for article in asked.articles]
    for quote in asked.quotes:
        assert any(quote in text for text in texts), quote
    assert asked.quotes or not asked.has_answer
    assert asked.articles or not asked.quotes


def test_a_right_answer_has_one_spelling_of_every_group_and_nothing_forbidden() -> None:
    assert is_right(question(), "The  QUICK\nVixen")
    assert not is_right(question(), "The vixen")
    assert not is_right(question(), "The quick fox and the dog")
    assert is_safe(question(), "The cat")
    assert not is_safe(question(), "A DOG")


def test_a_passage_covers_a_quote_when_it_has_half_of_it() -> None:
    text = "Intro. the quick brown fox jumps. The end of it all is far away."
    evidence = Evidence({"a": "doc", "b": "other"}, {"doc": text, "other": ""})
    at = text.index("the quick")
    assert evidence.covers(question(), "doc", 0, len(text))
    assert evidence.covers(question(), "doc", at + 4, at + 19)
    assert not evidence.covers(question(), "doc", at + 15, len(text))
    assert not evidence.covers(question(), "other", 0, 10)


def test_a_passage_is_of_an_article_by_its_document() -> None:
    chunk = Chunk(headings=(), start=0, end=1, text="x", id="c", document_id="doc", title="", access="public")
    assert Evidence({"a": "doc"}, {}).in_article(question(), chunk)
    assert not Evidence({"a": "another"}, {}).in_article(question(), chunk)


def test_ranks_count_from_one() -> None:
    assert first_rank([False, True, True]) == 2
    assert first_rank([False]) is None
