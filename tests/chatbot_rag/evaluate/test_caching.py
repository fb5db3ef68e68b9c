"""Judging the cache by pairs of questions."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.evaluate.caching import BOTH, VECTORS, Pair, different_pairs, judge, read_pairs, table
from projects.chatbot_rag.evaluate.golden import Part, read_questions
from tests.shared.encoder.hashed_words import HashedWords


@pytest.mark.parametrize("part", ["dev", "test"])
def test_both_halves_have_pairs_of_both_kinds(part: Part) -> None:
    assert min(len(read_pairs(part, same=True)), len(read_pairs(part, same=False))) >= 15


def test_pairs_of_one_evidence_are_left_out() -> None:
    questions = read_questions("dev")
    asked = [question for question in questions if question.quotes]
    assert 0 < len(different_pairs(questions)) <= len(asked) * (len(asked) - 1) // 2


def test_words_decide_where_vectors_agree() -> None:
    pairs = [Pair("the top 5 trees", "the top 10 trees"), Pair("the top 5 trees", "The top 5 trees!")]
    judged = judge(HashedWords(256), pairs)
    assert judged.vectors[1]
    assert judged.both.tolist() == [False, True]


def test_the_table_has_both_judges() -> None:
    measured = table(HashedWords(256), read_questions("dev"), "dev", seed=0)
    assert [row.metrics.keys() >= {BOTH, VECTORS} for row in measured.rows] == [True] * 3
