"""A text without identity, and how its positions map to the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from projects.resume_screener.resume import Span


class Kind(StrEnum):
    """What a removed text was. The value is what stands in its place, in brackets."""

    NAME = "NAME"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LINK = "LINK"
    ADDRESS = "ADDRESS"
    PERSONAL = "PERSONAL"
    PRONOUN = "PRONOUN"
    GENDERED = "GENDERED"
    SCHOOL = "SCHOOL"
    YEAR = "YEAR"
    GROUP = "GROUP"
    FLUENT = "FLUENT"


UNSAID = frozenset({Kind.PERSONAL, Kind.GROUP})
"""A line that says nothing else is left out, since whether somebody says it tells as much as what they say."""

BLANKS = " \t\xa0\u200b"
_JOINT = re.compile(r"[\s,;|•·]*")
_ONLY_MARKS = re.compile(r"[\s\W\d_]*")


@dataclass(frozen=True, slots=True)
class Removal:
    """A span of the original that has to go, and the word that takes its place; None is the kind in brackets."""

    span: Span
    kind: Kind
    word: str | None = None

    @property
    def placeholder(self) -> str:
        """What stands in its place."""
        return f"[{self.kind}]" if self.word is None else self.word


@dataclass(frozen=True, slots=True)
class Replaced:
    """A removal that was carried out: where it was, and where its placeholder is now."""

    kind: Kind
    original: Span
    redacted: Span


@dataclass(frozen=True, slots=True)
class Redacted:
    """``text`` is the original with placeholders; ``spans`` are in the order of the text and do not overlap."""

    text: str
    spans: tuple[Replaced, ...]

    def to_original(self, span: Span) -> Span:
        """Return where a span of ``text`` stood. One that touches a placeholder takes in all that was removed there.

        An empty span stays empty. Raises ValueError for a span that is not within ``text``.
        """
        if span[1] > len(self.text):
            raise ValueError(f"no span of this text: {span}")
        return _moved(span, [(one.redacted, one.original) for one in self.spans])

    def to_redacted(self, span: Span) -> Span:
        """Return where a span of the original stands in ``text``. One within a removal is its whole placeholder.

        Raises ValueError for a negative or reversed span.
        """
        return _moved(span, [(one.original, one.redacted) for one in self.spans])


def _moved(span: Span, pairs: Sequence[tuple[Span, Span]]) -> Span:
    start, end = span
    if not 0 <= start <= end:
        raise ValueError(f"no span of this text: {span}")
    first, after = _became(start, pairs)
    return (first, first) if start == end else (first, max(after, _became(end - 1, pairs)[1]))


def _became(position: int, pairs: Sequence[tuple[Span, Span]]) -> Span:
    """Return what the one character at ``position`` became."""
    before = bisect_right(pairs, position, key=lambda pair: pair[0][0]) - 1
    if before < 0:
        return position, position + 1
    source, target = pairs[before]
    if position < source[1]:
        return target
    moved = position - source[1] + target[1]
    return moved, moved + 1


def replace(text: str, removals: Iterable[Removal]) -> Redacted:
    """Put placeholders into ``text``.

    Overlapping removals become one with the kind of the first; equal neighbours become one, so that a name of four
    words looks like a name of two. Blanks at a placeholder become one, and lines of UNSAID kinds alone disappear.
    """
    parts: list[str] = []
    spans: list[Replaced] = []
    copied = length = 0
    for removal in _widened(text, _merged(text, removals)):
        start, end = removal.span
        kept = text[copied:start]
        parts += [kept, removal.placeholder]
        begin = length + len(kept)
        length = begin + len(removal.placeholder)
        spans.append(Replaced(removal.kind, (start, end), (begin, length)))
        copied = end
    parts.append(text[copied:])
    return Redacted("".join(parts), tuple(spans))


def _merged(text: str, removals: Iterable[Removal]) -> list[Removal]:
    merged: list[Removal] = []
    for removal in sorted(removals, key=lambda one: (one.span[0], -one.span[1])):
        if removal.span[0] >= removal.span[1]:
            continue
        if merged and (joined := _joined(text, merged[-1], removal)):
            merged[-1] = joined
        else:
            merged.append(removal)
    return merged


def _joined(text: str, before: Removal, after: Removal) -> Removal | None:
    """Return the two as one where they overlap, or where only marks stand between equal ones."""
    overlap = after.span[0] < before.span[1]
    equal = before.placeholder == after.placeholder and _JOINT.fullmatch(text, before.span[1], after.span[0])
    if not overlap and not equal:
        return None
    return Removal((before.span[0], max(before.span[1], after.span[1])), before.kind, before.word)


def _widened(text: str, removals: Sequence[Removal]) -> Iterator[Removal]:
    """Take in the blanks around every removal, and the line of one that stands alone and is better unsaid."""
    done = 0
    for removal in removals:
        start, end = removal.span
        line = (text.rfind("\n", 0, start) + 1, _line_end(text, end))
        around = text[line[0] : start] + text[end : line[1]]
        if removal.kind in UNSAID and _ONLY_MARKS.fullmatch(around):
            wider = Removal(_whole_line(text, line, done), removal.kind, "")
        else:
            wider = _with_blanks(text, removal, done)
        done = wider.span[1]
        yield wider


def _whole_line(text: str, line: Span, done: int) -> Span:
    """Return the line with its end; the last one has none, and takes the end of the one before it."""
    if line[1] < len(text):
        return line[0], line[1] + 1
    return max(done, line[0] - 1, 0), line[1]


def _with_blanks(text: str, removal: Removal, done: int) -> Removal:
    start, end = removal.span
    while start > done and text[start - 1] in BLANKS:
        start -= 1
    while end < len(text) and text[end] in BLANKS:
        end += 1
    before = " " if start < removal.span[0] and start and text[start - 1] != "\n" else ""
    after = " " if end > removal.span[1] and end < len(text) and text[end] != "\n" else ""
    return Removal((start, end), removal.kind, f"{before}{removal.placeholder}{after}")


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
