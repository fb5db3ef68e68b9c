"""What the parts of the service hand to each other about documents: no behaviour, no library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

PUBLIC = "public"
Access: TypeAlias = frozenset[str]
"""The labels that somebody holds. Every document has one label, and is seen by those who hold it."""
EVERYBODY: Access = frozenset({PUBLIC})
"""What everybody holds."""


@dataclass(frozen=True)
class Section:
    """A stretch of a document under one heading: ``text[start:end]`` of the document, headings outermost first."""

    headings: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Parsed:
    """A document as text. The sections do not overlap and are in the order of the text."""

    title: str
    text: str
    media_type: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Piece:
    """What is retrieved and cited as one: ``text`` is the document's own, from ``start`` to ``end``, unchanged."""

    headings: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Chunk(Piece):
    """A piece in an index. ``id`` is a hash of document, label and content, not of the place in the document."""

    id: str
    document_id: str
    title: str
    access: str

    @property
    def embedded_text(self) -> str:
        """What is embedded and indexed: a passage is understood by the headings it stands under."""
        return "\n".join([" › ".join(dict.fromkeys((self.title, *self.headings))), self.text])


@dataclass(frozen=True)
class Hit:
    """A chunk that was found. ``score`` is fused, ``dense`` a cosine, ``sparse`` of BM25; None: not in that leg."""

    chunk: Chunk
    score: float
    dense: float | None
    sparse: float | None
