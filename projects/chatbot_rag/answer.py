"""A typed answer, and the events it is made of while it is streamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from projects.chatbot_rag.documents import Hit

Refusal: TypeAlias = Literal["no_evidence", "unsupported_language", "empty_index"]
Writer: TypeAlias = Literal["extractive", "embedded", "openai", "extractive_fallback"]


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True)
class Citation:
    """Where a sentence comes from: ``quote`` is verbatim ``document.text[start:end]`` within the cited chunk."""

    number: int
    chunk_id: str
    document_id: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of the answer, plain text without markers, with at least one citation."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Written:
    """What a writer yields, sentence by sentence: the sentence and the citations that appear with it first."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Searched:
    """The first event: how the question was understood, what was found, and how.

    ``stages``: milliseconds by stage. ``degraded``: what the search had to do without; None: nothing.
    """

    question: str
    rewritten: bool
    hits: tuple[Hit, ...]
    confidence: float
    stages: Mapping[str, float]
    index_version: int
    index_revision: int
    degraded: str | None = None


@dataclass(frozen=True)
class Answer:
    """The last event, and the whole of a reply that is not streamed.

    ``confidence`` is the calibrated probability that the found passages hold the answer. A refusal has no sentence.
    """

    status: Literal["answered", "refused"]
    question: str
    rewritten: bool
    confidence: float
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    writer: Writer
    refusal: Refusal | None = None
    reason: str | None = None
    cached: bool = False
    dropped_sentences: int = 0


Event: TypeAlias = Searched | Written | Answer
