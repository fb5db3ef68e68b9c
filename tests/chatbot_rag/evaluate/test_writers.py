"""Writers are compared on the same tasks."""

from __future__ import annotations

import asyncio

from projects.chatbot_rag.evaluate.golden import Question
from projects.chatbot_rag.evaluate.writers import (
    Score,
    Task,
    UnguardedWriter,
    score_writer,
)
from projects.chatbot_rag.generation.extractive import ExtractiveWriter
from projects.chatbot_rag.generation.prompts import load_prompt
from tests.chatbot_rag.generation.model_server import Ending, model_server
from tests.chatbot_rag.generation.passages import hit, vectors

ASKED = "When do entries in the cache expire?"
QUESTION = Question(
    id="cache",
    part="dev",
    kind="answerable",
    history=(),
    question=ASKED,
    standalone=ASKED,
    articles=("cache",),
    quotes=(),
    must=(("15 minutes", "quarter of an hour"), ("expire",)),
    must_not=(),
    why="",
)
TASK = Task(QUESTION, (hit("Entries in the cache expire after 15 minutes. Others stay."),))


def _unguarded(*pieces: str, ending: Ending = "done") -> Score:
    with model_server(*pieces, ending=ending) as server:
        writer = UnguardedWriter(server.llm(), load_prompt("answer.v1"), passages=3)
        [score] = asyncio.run(score_writer(writer, [TASK], vectors()))
    return score


def test_the_extractive_writer_is_right_and_supported() -> None:
    [score] = asyncio.run(score_writer(ExtractiveWriter(vectors()), [TASK], vectors()))
    assert score.is_right
    assert score.supported == score.sentences > 0


def test_an_unguarded_invention_is_wrong_and_unsupported() -> None:
    score = _unguarded("Entries never expire. Bananas are yellow.")
    assert (score.is_right, score.sentences, score.supported) == (False, 2, 0)


def test_an_unguarded_writer_shows_markup_as_it_is() -> None:
    assert _unguarded("Entries in the cache expire after 15 minutes.").is_right


def test_an_answer_that_breaks_off_is_wrong() -> None:
    assert not _unguarded(ending="error").is_right
