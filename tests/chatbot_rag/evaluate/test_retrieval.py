"""Whether right articles and passages are counted where they stand in a ranking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from projects.chatbot_rag.answer import Turn
from projects.chatbot_rag.evaluate import retrieval
from projects.chatbot_rag.evaluate.golden import Evidence, Question
from projects.chatbot_rag.index import EmbeddedVectors, Index
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue
from tests.chatbot_rag.factories import put
from tests.shared.encoder.hashed_words import HashedWords

FORESTS = ("Trees vote in a forest.", "A forest does not overfit when trees are added.")
BREAD = ("Bread rests for twelve hours.",)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'documents.db'}")
    catalogue.migrate()
    yield catalogue
    catalogue.close()


@pytest.fixture
def found(catalogue: Catalogue, tmp_path: Path) -> Iterator[tuple[Index, Evidence]]:
    """An index of two documents, and where they are."""
    vectors = EmbeddedVectors(tmp_path / "chroma")
    ids = {name: put(catalogue, name, *texts).id for name, texts in (("forests", FORESTS), ("bread", BREAD))}
    index = Index.open(catalogue, vectors, HashedWords(256), Fusion(), tmp_path / "bm25")
    index.sync()
    yield index, Evidence(ids, {ids["forests"]: "\n\n".join(FORESTS), ids["bread"]: BREAD[0]})
    vectors.close()


def question(asked: str, *, article: str, quote: str, history: tuple[Turn, ...] = ()) -> Question:
    return Question(
        id=asked, part="test", kind="answerable", history=history, question=asked, standalone=f"By hand: {asked}",
        articles=(article,), quotes=(quote,), must=(), must_not=(), why="",
    )  # fmt: skip


def test_articles_and_passages_are_found_at_their_ranks(found: tuple[Index, Evidence]) -> None:
    asked = question("Do trees added make a forest overfit?", article="forests", quote=FORESTS[1])
    missed = question("Do trees added make a forest overfit?", article="bread", quote=BREAD[0])
    scores = retrieval.scores(*found, [asked, missed], retrieval.as_typed)
    assert scores[retrieval.HIT].tolist() == [1.0, 1.0]
    assert scores[retrieval.MRR][0] == scores[retrieval.PASSAGE_MRR][0] == 1.0
    assert scores[retrieval.MRR][1] == pytest.approx(1 / 3)


def test_the_evidence_may_stand_behind_another_passage_of_its_article(found: tuple[Index, Evidence]) -> None:
    asked = question("Do trees vote in a forest?", article="forests", quote=FORESTS[1])
    scores = retrieval.scores(*found, [asked], retrieval.as_typed)
    assert (scores[retrieval.MRR][0], scores[retrieval.PASSAGE_MRR][0]) == (1.0, 0.5)


def test_a_follow_up_can_be_asked_in_three_ways() -> None:
    turn = Turn("user", "How long does bread rest?")
    asked = question("and why is that?", article="bread", quote=BREAD[0], history=(turn,))
    assert retrieval.as_typed(asked) == "and why is that?"
    assert retrieval.by_hand(asked) == "By hand: and why is that?"
    assert "bread" in retrieval.by_rules(asked)


def test_the_table_has_a_row_for_each_system(found: tuple[Index, Evidence]) -> None:
    asked = [question("Does bread rest?", article="bread", quote=BREAD[0])] * 3
    table = retrieval.table("t", "T", {"a": retrieval.scores(*found, asked, retrieval.as_typed)}, seed=0)
    assert table.row("a").metrics[retrieval.HIT].value == 1.0
