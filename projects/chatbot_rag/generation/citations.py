"""Citations that the server has checked: verbatim, within a passage that was found, numbered as they are first used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projects.chatbot_rag.answer import Citation, Sentence, Written
from projects.chatbot_rag.documents import Chunk, Hit
from projects.chatbot_rag.generation.plain import plain


@dataclass(frozen=True)
class Quote:
    """A stretch of a passage: ``document.text[start:end]``."""

    chunk: Chunk
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is quoted, verbatim."""
        return self.chunk.text[self.start - self.chunk.start : self.end - self.chunk.start]


class Citer:
    """Turns the sentences of one answer and their quotes into checked citations."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._chunks = {hit.chunk.id: hit.chunk for hit in hits}
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.dropped = 0

    def write(self, text: str, quotes: Iterable[Quote]) -> Written | None:
        """Return the sentence with its citations; None, and counted as dropped, when no quote or no text is left."""
        shown = plain(text)
        valid = [quote for quote in quotes if is_verbatim(_cited(quote, 0), self._chunks)]
        if not shown or not valid:
            self.dropped += 1
            return None
        known = len(self._numbers)
        cited = [_cited(quote, self._number(quote)) for quote in valid]
        numbers = tuple(dict.fromkeys(citation.number for citation in cited))
        first = {citation.number: citation for citation in cited if citation.number > known}
        return Written(Sentence(shown, numbers), tuple(first.values()))

    def _number(self, quote: Quote) -> int:
        return self._numbers.setdefault((quote.chunk.id, quote.start, quote.end), len(self._numbers) + 1)


def is_verbatim(citation: Citation, chunks: Mapping[str, Chunk]) -> bool:
    """Whether the citation quotes, unchanged and at its offsets, one of the passages (by id) that were found."""
    chunk = chunks.get(citation.chunk_id)
    if chunk is None or chunk.document_id != citation.document_id:
        return False
    if not (chunk.start <= citation.start < citation.end <= chunk.end) or not citation.quote.strip():
        return False
    return chunk.text[citation.start - chunk.start : citation.end - chunk.start] == citation.quote


def verify(written: Sequence[Written], hits: Sequence[Hit]) -> tuple[tuple[Written, ...], int]:
    """Check a whole answer, whoever wrote it: return what holds, and how many sentences do not.

    A sentence holds when all that it cites came with it or before, under numbers counted from 1, and is verbatim.
    """
    chunks = {hit.chunk.id: hit.chunk for hit in hits}
    kept: list[Written] = []
    known: set[int] = set()
    for item in written:
        new = [citation.number for citation in item.citations]
        in_order = new == list(range(len(known) + 1, len(known) + 1 + len(new)))
        verbatim = all(is_verbatim(citation, chunks) for citation in item.citations)
        cites_known = bool(item.sentence.citations) and known.union(new).issuperset(item.sentence.citations)
        if in_order and verbatim and cites_known:
            kept.append(item)
            known.update(new)
    return tuple(kept), len(written) - len(kept)


def _cited(quote: Quote, number: int) -> Citation:
    chunk = quote.chunk
    return Citation(
        number=number,
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        title=chunk.title,
        headings=chunk.headings,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
    )
