"""Passages that were found, for tests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from projects.chatbot_rag.answer import Written
from projects.chatbot_rag.documents import PUBLIC, Chunk, Hit
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.generation.writer import Outcome, Writer
from tests.shared.encoder.hashed_words import HashedWords


def hit(text: str, *, name: str = "a", start: int = 0, score: float = 1.0, heading: str = "Caching") -> Hit:
    """A passage that begins at ``start`` of its document."""
    chunk = Chunk(
        id=f"{name}-{start}",
        document_id=name,
        title=heading,
        headings=(heading,),
        start=start,
        end=start + len(text),
        text=text,
        access=PUBLIC,
    )
    return Hit(chunk, score, 0.5, 1.0)


def vectors() -> TextVectors:
    return TextVectors(HashedWords(256))


def write(writer: Writer, question: str, hits: Sequence[Hit]) -> tuple[list[Written], Outcome]:
    """All that a writer yields: what it wrote, and the outcome, which must be the last item."""

    async def collect() -> list[Written | Outcome]:
        return [item async for item in writer.write(question, hits)]

    *written, outcome = asyncio.run(collect())
    assert isinstance(outcome, Outcome)
    return [item for item in written if isinstance(item, Written)], outcome


def said(written: Sequence[Written]) -> list[str]:
    return [item.sentence.text for item in written]
