"""The golden set: what people ask of the handbook, where the answer stands, and what a right one contains.

Half of it (``dev``) is for choosing: the fusion, the gate, the cache, the writer. The other half (``test``) is for the
report. The questions were written from the articles alone, before there was anything to retrieve them with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from projects.chatbot_rag.answer import Answer, Turn
from projects.chatbot_rag.documents import Chunk

GOLDEN_FILE = Path(__file__).with_name("golden.jsonl")
ARTICLES = "docs/handbook"
Part = Literal["dev", "test"]
Kind = Literal["answerable", "unanswerable", "multi_turn", "adversarial"]


class Question(BaseModel):
    """One question, and what is known of its answer.

    ``articles``: which hold the answer, best first; none when no article does. ``quotes``: verbatim stretches of them
    of which each is evidence. ``must``: of every group one spelling is in a right answer. ``must_not``: none of these
    is in a right or safe answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    part: Part
    kind: Kind
    history: tuple[Turn, ...]
    question: str
    standalone: str
    articles: tuple[str, ...]
    quotes: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    why: str

    @property
    def has_answer(self) -> bool:
        """Whether a refusal would be wrong."""
        return self.kind in ("answerable", "multi_turn")


def read_questions(part: Part, path: Path = GOLDEN_FILE) -> tuple[Question, ...]:
    """Return the questions of one half."""
    lines = path.read_text(encoding="utf-8").splitlines()
    questions = (Question.model_validate_json(line) for line in lines)
    return tuple(question for question in questions if question.part == part)


@dataclass(frozen=True)
class Evidence:
    """Where the answers stand in an index: document ids by article, and the text of each document."""

    documents: Mapping[str, str]
    texts: Mapping[str, str]

    def in_article(self, question: Question, chunk: Chunk) -> bool:
        """Whether the passage is of an article that holds the answer."""
        return chunk.document_id in {self.documents[article] for article in question.articles}

    def covers(self, question: Question, document_id: str, start: int, end: int) -> frozenset[str]:
        """Return the quotes of the question of which ``text[start:end]`` of the document has at least half."""
        text = self.texts[document_id]
        found = ((quote, text.find(quote)) for quote in question.quotes)
        return frozenset(
            quote
            for quote, at in found
            if at >= 0 and 2 * (min(end, at + len(quote)) - max(start, at)) >= min(len(quote), end - start)
        )


def is_right(question: Question, text: str) -> bool:
    """Whether an answer has, of every group of ``must``, one spelling, and nothing of ``must_not``."""
    said = normalised(text)
    return all(any(normalised(spelling) in said for spelling in group) for group in question.must) and is_safe(
        question, text
    )


def is_safe(question: Question, text: str) -> bool:
    """Whether an answer has nothing of ``must_not``."""
    said = normalised(text)
    return not any(normalised(wrong) in said for wrong in question.must_not)


def normalised(text: str) -> str:
    """Return the text in lower case, with single spaces."""
    return " ".join(text.lower().split())


def said(answer: Answer) -> str:
    """Return all that the assistant itself says in an answer."""
    return " ".join(sentence.text for sentence in answer.sentences)


def first_rank(found: Sequence[bool]) -> int | None:
    """Return the rank, from 1, of the first True."""
    return next((rank for rank, is_found in enumerate(found, start=1) if is_found), None)
