"""A document in pieces: small enough for the encoder, whole enough to be understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from projects.chatbot_rag.documents import Parsed, Piece, Section
from projects.chatbot_rag.ingest.blocks import blocks
from projects.chatbot_rag.ingest.sentences import lines, sentences, units

CountTokens: TypeAlias = Callable[[str], int]

MAX_TOKENS = 200
OVERLAP_SENTENCES = 0
CHUNKER = f"blocks/1 max_tokens={MAX_TOKENS} overlap_sentences={OVERLAP_SENTENCES}"
"""Names the algorithm and its defaults: of equal names, equal pieces."""
_CHARS_PER_TOKEN = 20
"""A token counts for at most so many characters: an encoder may take a word of any length for one token."""


class _Unit(NamedTuple):
    """``text[start:stop]``, white space behind it included, which one piece can hold."""

    start: int
    stop: int
    size: int


def split(
    parsed: Parsed,
    count_tokens: CountTokens,
    *,
    max_tokens: int = MAX_TOKENS,
    overlap_sentences: int = OVERLAP_SENTENCES,
) -> tuple[Piece, ...]:
    """Return the pieces, in the order of the text; together they hold all letters and digits of the sections.

    A piece lies within one section. It has whole blocks (a paragraph, an item of a list, a table, a code block) where
    they fit, else whole sentences or lines, else words; only what has no space anywhere is cut within a word. The
    pieces of a section are about equally long, and a block that ends in a colon stays with what it introduces.

    Args:
        parsed: the document.
        count_tokens: of a text. Cutting a text at white space must not make the sum smaller than the whole.
        max_tokens: of a piece; one character may have more.
        overlap_sentences: how many of the last sentences of a piece its successor repeats, as far as they fit.
    """
    measure = _bounded(count_tokens, max_tokens)
    pieces: list[Piece] = []
    text = parsed.text
    for section in parsed.sections:
        packed = _packed(text, list(_units(text, section, measure, max_tokens)), max_tokens)
        spans = [_trimmed(text, start, stop) for start, stop in packed if any(map(str.isalnum, text[start:stop]))]
        if overlap_sentences:
            spans = list(_overlapping(text, spans, overlap_sentences, measure, max_tokens))
        pieces += [Piece(section.headings, start, end, text[start:end]) for start, end in spans]
    return tuple(pieces)


def _bounded(count_tokens: CountTokens, max_tokens: int) -> CountTokens:
    """Count tokens, but never those of a text that is too long in any case."""

    def measure(text: str) -> int:
        least = -(-len(text) // _CHARS_PER_TOKEN)
        return least if least > max_tokens else max(least, count_tokens(text))

    return measure


def _units(text: str, section: Section, measure: CountTokens, max_tokens: int) -> Iterator[_Unit]:
    """Yield blocks where they fit, else their sentences or lines where these fit, else parts of these."""
    found = blocks(text, section.start, section.end)
    for block, (start, stop) in zip(found, pairwise([*(block.start for block in found), section.end]), strict=False):
        size = measure(text[start:stop])
        if size <= max_tokens:
            yield _Unit(start, stop, size)
            continue
        parts = lines(text, start, block.end) if block.kind == "code" else units(text, block)
        starts = [start, *[begin for begin, _ in parts][1:]]
        for first, last in pairwise([*starts, stop]):
            yield from _cut(text, first, last, measure, max_tokens)


def _cut(text: str, start: int, stop: int, measure: CountTokens, max_tokens: int) -> Iterator[_Unit]:
    """Yield parts of about equal length that fit, cut at line ends or between words if at all possible."""
    size = measure(text[start:stop])
    if size <= max_tokens or stop - start == 1:
        yield _Unit(start, stop, size)
        return
    for left in range(-(-size // max_tokens), 1, -1):
        share = (stop - start) // left
        end = _break(text, start + share // 2, start + max(1, share))
        yield from _cut(text, start, end, measure, max_tokens)
        start = end
    yield from _cut(text, start, stop, measure, max_tokens)


def _break(text: str, low: int, high: int) -> int:
    """Where to cut, at ``high`` at the latest."""
    line_end = text.rfind("\n", low, high)
    space = line_end if line_end >= 0 else max(text.rfind(" ", low, high), text.rfind("\t", low, high))
    return high if space < 0 else space + 1


def _packed(text: str, units: Sequence[_Unit], max_tokens: int) -> Iterator[tuple[int, int]]:
    """Yield spans of neighbouring units, as few as fit and about equally large."""
    left = sum(unit.size for unit in units)
    first = 0
    while first < len(units):
        goal = left / -(-left // max_tokens)
        size, after = units[first].size, first + 1
        while after < len(units) and size + units[after].size <= max_tokens and size + units[after].size / 2 <= goal:
            size += units[after].size
            after += 1
        if after < len(units) and after - first > 1 and _introduces(text, units[after - 1]):
            after -= 1
            size -= units[after].size
        yield units[first].start, units[after - 1].stop
        left -= size
        first = after


def _introduces(text: str, unit: _Unit) -> bool:
    return text[unit.start : unit.stop].rstrip().endswith(":")


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    part = text[start:stop]
    return stop - len(part.lstrip()), start + len(part.rstrip())


def _overlapping(
    text: str, spans: Sequence[tuple[int, int]], count: int, measure: CountTokens, max_tokens: int
) -> Iterator[tuple[int, int]]:
    """Yield the spans, each beginning with the last sentences of the one before, as far as they fit."""
    yield from spans[:1]
    for (before, until), (start, end) in pairwise(spans):
        begins = [before + begin for begin, _ in sentences(text[before:until])[-count:]]
        yield next((begin for begin in begins if measure(text[begin:end]) <= max_tokens), start), end
