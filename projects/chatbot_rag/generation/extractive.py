"""Answers in the words of the documents: the sentences that answer best, verbatim."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Iterator, Sequence

import numpy as np
from anyio import to_thread
from numpy.typing import NDArray

from projects.chatbot_rag.answer import Written
from projects.chatbot_rag.documents import Hit
from projects.chatbot_rag.generation.candidates import Candidate, candidates
from projects.chatbot_rag.generation.citations import Citer
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.generation.writer import Outcome
from projects.chatbot_rag.words import content_words, numbers

COVER = 0.3
PASSAGE = 0.5
FIRST = 0.05
CODE = -0.1
REFERENCE = -0.3
"""Added to the cosine with the question: for the share of its words covered (weighted by rarity), for the score of the
passage relative to the best one, for the first sentence of a passage, for code, for lists of sources. Chosen on half of
the golden questions; the result hardly depends on them."""
NEAR_DUPLICATE = 0.6
"""Of two sentences that share this part of the words of the shorter one, the answer has one."""
MARGIN = 0.6
"""A sentence whose score is farther below the best one is not about the question."""
EMBEDDED = 40
"""Sentences that are embedded for one question."""
REFERENCES = frozenset({"sources", "references", "bibliography", "further reading", "literature"})

Scores = NDArray[np.float64]


class ExtractiveWriter:
    """Answers with at most ``sentences`` sentences of the passages. Blocks no event loop and needs no LLM."""

    def __init__(self, vectors: TextVectors, *, sentences: int = 4) -> None:
        self._vectors = vectors
        self._sentences = sentences

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[Written | Outcome]:
        """Yield the best sentences in the order in which they read best, then the Outcome."""
        chosen = await to_thread.run_sync(self.choose, question, hits)
        citer = Citer(hits)
        for candidate in chosen:
            if written := citer.write(candidate.text, [candidate.quote]):
                yield written
        yield Outcome("extractive", citer.dropped)

    def choose(self, question: str, hits: Sequence[Hit]) -> list[Candidate]:
        """Return the sentences of the answer in reading order. Blocks while new sentences are embedded."""
        ranked = rank(question, hits, self._vectors)
        return in_reading_order(select(ranked, limit=self._sentences))


def rank(question: str, hits: Sequence[Hit], vectors: TextVectors) -> list[Candidate]:
    """Return the sentences of the passages that are about the question, those first that answer it best."""
    found = candidates(hits)
    if not found:
        return []
    scores = COVER * cover(question, found) + _of_passages(hits, found) + _of_form(found)
    if len(found) > EMBEDDED:
        best = sorted(np.argsort(-scores, kind="stable")[:EMBEDDED].tolist())
        found, scores = [found[i] for i in best], scores[best]
    embedded = vectors.of([question, *(in_context(candidate) for candidate in found)])
    scores = scores + embedded[1:] @ embedded[0]
    order = np.argsort(-scores, kind="stable").tolist()
    return [found[i] for i in order if scores[i] >= scores[order[0]] - MARGIN]


def cover(question: str, found: Sequence[Candidate]) -> Scores:
    """Return the share of the question's words and numbers that each candidate has, rare ones counting more: [n]."""
    asked = _terms(question)
    having = [_terms(candidate.text) & asked for candidate in found]
    spread = {term: sum(term in terms for terms in having) for term in asked}
    weight = {term: math.log1p(len(found) / (count + 0.5)) for term, count in spread.items() if count}
    total = sum(weight.values()) or 1.0
    return np.array([sum(weight[term] for term in terms) / total for terms in having])


def select(ranked: Sequence[Candidate], *, limit: int) -> list[Candidate]:
    """Take the best sentences that say different things; one that points back brings the one before it along."""
    chosen: list[Candidate] = []
    for candidate in ranked:
        needed = [candidate.previous, candidate] if candidate.dangles else [candidate]
        new = [item for item in needed if item is not None and item not in chosen]
        if len(chosen) + len(new) <= limit and not any(repeats(item, chosen) for item in new):
            chosen += new
        if len(chosen) == limit:
            break
    return chosen


def in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Order by document, the best first, and within a document as they stand there."""
    documents = list(dict.fromkeys(candidate.chunk.document_id for candidate in chosen))
    return sorted(chosen, key=lambda c: (documents.index(c.chunk.document_id), c.quote.start))


def _of_passages(hits: Sequence[Hit], found: Sequence[Candidate]) -> Scores:
    top = max((hit.score for hit in hits), default=0.0)
    relative = {hit.chunk.id: hit.score / top if top > 0 else 1.0 for hit in hits}
    return np.array([PASSAGE * relative[candidate.chunk.id] for candidate in found])


def _of_form(found: Sequence[Candidate]) -> Scores:
    return np.array([sum(_marks(candidate)) for candidate in found])


def _marks(candidate: Candidate) -> Iterator[float]:
    headings = candidate.chunk.headings
    yield FIRST if candidate.previous is None else 0.0
    yield CODE if candidate.is_code else 0.0
    yield REFERENCE if headings and headings[-1].strip().lower() in REFERENCES else 0.0


def in_context(candidate: Candidate) -> str:
    """A sentence is understood by the heading that it stands under."""
    heading = candidate.chunk.headings[-1] if candidate.chunk.headings else candidate.chunk.title
    return f"{heading}: {candidate.text}"


def _terms(text: str) -> frozenset[str]:
    return frozenset(content_words(text)) | numbers(text)


def repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether one of the chosen says nearly the same."""
    own = _terms(candidate.text)
    for other in chosen:
        terms = _terms(other.text)
        if len(own & terms) > NEAR_DUPLICATE * (1 + min(len(own), len(terms))):
            return True
    return False
