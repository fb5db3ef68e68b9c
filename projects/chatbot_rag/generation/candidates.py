"""The sentences of the passages: what an answer can be made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from projects.chatbot_rag.documents import Chunk, Hit
from projects.chatbot_rag.generation.citations import Quote
from projects.chatbot_rag.generation.instructions import is_instruction, is_stuffed
from projects.chatbot_rag.generation.plain import hidden, is_code, plain
from projects.chatbot_rag.ingest.sentences import sentences

_LETTERS = re.compile(r"\w\w")
_MARKED_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]*\Z")
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[ \t]*(?P<language>[^\s`]*).*$", re.MULTILINE)
_DECEIVES = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_LEADS_IN = re.compile(r"\*\*[^*\n]+(?:\n[^*\n]+)*\*\*[.:]?|.*[:,\w]", re.DOTALL)
_LONGEST = 400
_DANGLING = re.compile(
    r"""
    (?:(?:so|but|and|then|or|yet|here|there)\b,?\s*)?
    (?:this|that|these|those|it|its|they|their|them|he|she|such|both|
    the\ (?:former|latter|first|second|other|same|two))\b
    (?!\ (?:article|page|document|section|repository|handbook|project)\b)
    | (?:so|but|and|then|or|yet|however|therefore|thus|hence|otherwise|instead|for\ (?:example|instance)|in\ contrast)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Candidate:
    """A sentence, table row or code block of a passage, as plain text and as a quote; and the one before it there."""

    quote: Quote
    text: str
    is_code: bool
    previous: Candidate | None = field(compare=False, repr=False)

    @property
    def chunk(self) -> Chunk:
        """The passage it is from."""
        return self.quote.chunk

    @property
    def dangles(self) -> bool:
        """Whether it begins with a word that points back, as "This" or "It" do."""
        return not self.is_code and _DANGLING.match(self.text) is not None


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences of the passages, in their order, without those that no answer may contain.

    Left out is what a reader of the document does not see (comments, hidden elements), what shows
    letters in another order than they stand, what orders an assistant to do
    something or imitates a prompt, keyword stuffing, and what says nothing by itself (headings, rules).
    """
    return [candidate for hit in hits for candidate in _of(hit.chunk)]


def _of(chunk: Chunk) -> list[Candidate]:
    unseen = hidden(chunk.text)
    found: list[Candidate] = []
    for start, end in _spans(chunk.text):
        source = chunk.text[start:end]
        if any(start < to and end > since for since, to in unseen) or _DECEIVES.search(source):
            continue
        text = plain(source)
        if not _LETTERS.search(text) or is_instruction(source) or is_instruction(text) or is_stuffed(text):
            continue
        quote = Quote(chunk, chunk.start + start, chunk.start + end)
        found.append(Candidate(quote, text, is_code(source), found[-1] if found else None))
    return found


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences; a passage may begin within a code block, which its first fence then ends."""
    fences = list(_FENCE.finditer(text))
    start = 0
    if len(fences) % 2 and not fences[0]["language"]:
        start = fences[0].end()
        if text[: fences[0].start()].strip():
            yield 0, fences[0].start()
    yield from sentences(text[start:], start)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences; what only leads in to the next one ("**Pitfall.**", "The formula is") is one with it."""
    begin: int | None = None
    for start, end in _sentences(text):
        if _MARKED_HEADING.search(text, text.rfind("\n", 0, start) + 1, start):
            continue
        since = start if begin is None or end - begin > _LONGEST else begin
        begin = since if since == start and _LEADS_IN.fullmatch(text[start:end]) else None
        if begin is None:
            yield since, end
    if begin is not None:
        yield begin, end
