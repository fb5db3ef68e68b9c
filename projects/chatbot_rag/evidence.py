"""What the found passages show for an answer: the features that the gate judges by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from projects.chatbot_rag.documents import Hit
from projects.chatbot_rag.generation.candidates import candidates
from projects.chatbot_rag.generation.extractive import EMBEDDED, in_context
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.words import code_terms, names, numbers
from shared.encoder.protocol import Vectors


def features(question: str, vector: Vectors, hits: Sequence[Hit], vectors: TextVectors) -> dict[str, float]:
    """Measure the evidence for an answer to ``question``, whose vector [dimension] is ``vector``; each in [-1, 1].

    ``cosine``: of the nearest passage. ``sentence_cosine``: of the nearest sentence, read under its heading. ``named``:
    share of the question's names, numbers and code that occur in any passage, 1 when it has none.
    """
    return {
        "cosine": _cosine(vector, hits, vectors),
        "sentence_cosine": _sentence_cosine(vector, hits, vectors),
        "named": _named(question, hits),
    }


def _cosine(vector: Vectors, hits: Sequence[Hit], vectors: TextVectors) -> float:
    """Passages that the dense leg did not give, as when it is away, are encoded here."""
    if known := [hit.dense for hit in hits if hit.dense is not None]:
        return max(known)
    return float(np.max(vectors.of([hit.chunk.embedded_text for hit in hits]) @ vector))


def _sentence_cosine(vector: Vectors, hits: Sequence[Hit], vectors: TextVectors) -> float:
    found = candidates(hits)[:EMBEDDED]
    if not found:
        return 0.0
    return float(np.max(vectors.of([in_context(candidate) for candidate in found]) @ vector))


def _named(question: str, hits: Sequence[Hit]) -> float:
    terms = names(question) | code_terms(question) | numbers(question)
    text = "\n".join(hit.chunk.embedded_text for hit in hits).lower()
    return sum(term in text for term in terms) / len(terms) if terms else 1.0
