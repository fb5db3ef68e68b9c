"""What the gate is told of the passages."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.documents import Chunk, Hit
from projects.chatbot_rag.evidence import features
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.model.gate import FEATURES
from tests.shared.encoder.hashed_words import HashedWords

ENCODER = HashedWords(256)
TEXT = "Bread rests for twelve hours. XGBoost grows trees with `max_depth` of 6."


def hit(text: str = TEXT, dense: float | None = 0.5) -> Hit:
    chunk = Chunk(
        headings=("Part",), start=0, end=len(text), text=text, id=text, document_id="d", title="T", access="public"
    )
    return Hit(chunk, 1.0, dense, 1.0)


def measure(question: str, *hits: Hit) -> dict[str, float]:
    return features(question, ENCODER.encode([question])[0], hits, TextVectors(ENCODER))


def test_all_features_of_the_gate_are_measured() -> None:
    assert tuple(measure("How long does bread rest?", hit())) == FEATURES


def test_the_cosine_is_that_of_the_nearest_passage() -> None:
    assert measure("bread", hit(dense=0.25), hit("Other.", dense=0.75), hit("Third.", None))["cosine"] == 0.75


def test_without_the_dense_leg_passages_are_encoded() -> None:
    near = measure("T › Part bread", hit("bread", dense=None))["cosine"]
    far = measure("oceans", hit("bread", dense=None))["cosine"]
    assert near > far + 0.3


def test_a_sentence_may_answer_where_its_passage_speaks_of_much_else() -> None:
    passage = hit("Bread rests for twelve hours. " + "Many other things are told here as well. " * 3)
    asked = measure("Part: Bread rests for twelve hours.", passage)
    assert asked["sentence_cosine"] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("How long does bread rest?", 1.0),
        ("Does XGBoost rest?", 1.0),
        ("Does LightGBM rest?", 0.0),
        ("Is `max_depth` 7 in XGBoost?", 2 / 3),
    ],
)
def test_names_numbers_and_code_of_the_question_are_looked_for(question: str, share: float) -> None:
    assert measure(question, hit())["named"] == pytest.approx(share)


def test_passages_without_a_sentence_are_no_evidence() -> None:
    assert measure("How long does bread rest?", hit("# Bread"))["sentence_cosine"] == 0.0
