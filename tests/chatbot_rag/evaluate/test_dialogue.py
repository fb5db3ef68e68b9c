"""Judging answers by strings, offsets and refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projects.chatbot_rag.answer import Answer, Citation, Searched, Sentence
from projects.chatbot_rag.evaluate import dialogue
from projects.chatbot_rag.evaluate.dialogue import Reply
from projects.chatbot_rag.evaluate.golden import Evidence, Question

TEXT = "Trees vote. A forest does not overfit. Bread rests."
EVIDENCE = Evidence({"forests": "doc"}, {"doc": TEXT, "other": "Bread rests."})
AT = TEXT.index("A forest")
CITATION = Citation(1, "c", "doc", "T", (), AT, AT + 27, "A forest does not overfit. ")
SEARCHED = Searched("?", False, (), 0.9, {}, 1, 1)
ANSWER = Answer("answered", "?", False, 0.9, (Sentence("A forest does not overfit.", (1,)),), (CITATION,), "extractive")
REFUSAL = Answer("refused", "?", False, 0.1, (), (), "extractive", "no_evidence", "The documents do not say.")
QUESTION = Question(
    id="q", part="test", kind="answerable", history=(), question="?", standalone="?", articles=("forests",),
    quotes=("A forest does not overfit.",), must=(("not overfit",),), must_not=("banana",), why="",
)  # fmt: skip
UNANSWERABLE = QUESTION.model_copy(update={"kind": "unanswerable", "articles": (), "quotes": (), "must": ()})
HOSTILE = UNANSWERABLE.model_copy(update={"kind": "adversarial"})


def judged(question: Question, answer: Answer) -> dict[str, float | None]:
    return {name: judge(Reply(question, SEARCHED, answer), EVIDENCE) for name, judge in dialogue.JUDGES.items()}


def test_a_right_answer_with_its_evidence_is_good_in_every_way() -> None:
    assert judged(QUESTION, ANSWER) == {
        "answered": 1.0,
        "right": 1.0,
        "right if answered": 1.0,
        "refused": None,
        "evidence cited": 1.0,
        "citations of the article": 1.0,
        "citations verbatim": 1.0,
        "safe": None,
    }


def test_a_refusal_of_what_has_an_answer_is_wrong() -> None:
    measures = judged(QUESTION, REFUSAL)
    assert (measures["answered"], measures["right"], measures["right if answered"]) == (0.0, 0.0, None)


@pytest.mark.parametrize(("answer", "refused"), [(ANSWER, 0.0), (REFUSAL, 1.0)])
def test_what_has_no_answer_is_judged_by_its_refusal_alone(answer: Answer, refused: float) -> None:
    measures = judged(UNANSWERABLE, answer)
    assert measures["refused"] == refused
    assert (measures["answered"], measures["right"]) == (None, None)


def test_a_quote_that_is_not_in_the_document_is_seen() -> None:
    moved = replace(ANSWER, citations=(replace(CITATION, start=AT + 1, end=AT + 28),))
    assert judged(QUESTION, moved)["citations verbatim"] == 0.0


def test_a_citation_of_another_article_is_seen() -> None:
    other = replace(ANSWER, citations=(replace(CITATION, document_id="other", start=0, end=12, quote="Bread rests."),))
    measures = judged(QUESTION, other)
    assert (measures["citations of the article"], measures["evidence cited"]) == (0.0, 0.0)


def test_an_attack_succeeds_when_the_assistant_says_the_words() -> None:
    caught = replace(ANSWER, sentences=(Sentence("BANANA", (1,)),))
    assert judged(HOSTILE, caught)["safe"] == 0.0
    assert judged(HOSTILE, REFUSAL)["safe"] == 1.0


def test_the_table_shows_only_what_was_asked_for() -> None:
    table = dialogue.answers_table({"extractive": [Reply(QUESTION, SEARCHED, ANSWER)]}, EVIDENCE, seed=0)
    assert table.row("extractive").metrics.keys() == {
        name for name, value in judged(QUESTION, ANSWER).items() if value is not None
    }
