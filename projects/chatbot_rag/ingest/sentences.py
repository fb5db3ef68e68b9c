"""Where the sentences of a text are, Markdown or plain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.chatbot_rag.ingest.blocks import Block, blocks

Span = tuple[int, int]

_END = re.compile(
    r"`[^`\n]*(?:\n[^`\n]+)?`"  # code is no prose: its dots end nothing
    r"|(?<![.!?…؟۔।])(?P<mark>[.!?…؟۔।]++)(?P<closers>[\"'”’»)\]*_]*+)(?=\s)"
    r"|(?P<wide>[。！？｡]+)[」』”’）)]*"
)


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_NOT_SPACE = re.compile(r"\S")
_NEXT = re.compile(r"\s*[\"'“‘«(\[*_]*(\w*)")
_BEFORE = 24
"""Characters that are looked at for the word before a full stop."""
_OPENERS = "([{\"'“‘«*_"
_NEVER_LAST = _words("approx ca cf dept dr e.g eq eqn eqs fig figs gen i.e mr mrs ms prof ref refs resp st viz vs z.b")
_SELDOM_LAST = _words("a.m al co corp inc jr ltd p.m sr u.k u.s u.s.a")
_BEFORE_NUMBERS = _words(
    "apr art aug ch chap dec feb jan jul jun mar no nos nov nr oct p para pp sec sect sep sept tab vol vols"
)
_STARTERS = _words(
    "an and as at but by for he her his how however if in it its let my no not on one our she since so some that "
    "the their then there these they this thus to we what when where which while who why with you your"
)
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")


def sentences(text: str, start: int = 0) -> list[Span]:
    """Return the span of each sentence, in order.

    A heading and a row of a table count as one sentence, a fenced code block as well. Marks of list items and headings
    are in no sentence, nor is what has neither letter nor digit, such as a rule.

    Args:
        text: a document or a part of it that begins and ends between blocks.
        start: where ``text`` begins in its document; is added to each span.
    """
    return [
        (start + begin, start + end)
        for block in blocks(text, 0, len(text))
        for begin, end in units(text, block)
        if any(map(str.isalnum, text[begin:end]))
    ]


def units(text: str, block: Block) -> Iterator[Span]:
    """Yield the sentences of a block or the rows of a table; they leave out only white space and the block's mark."""
    if block.kind in ("code", "heading", "rule"):
        yield block.content, block.end
    elif block.kind == "table":
        yield from lines(text, block.start, block.end)
    else:
        yield from _prose(text, block.content, block.end)


def lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the lines that are not blank."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if not text[start:stop].isspace() and start < stop:
            yield start, stop
        start = stop + 1


def _prose(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _END.finditer(text, start, end):
        if match["wide"] or (match["mark"] and _ends_sentence(text, match, start, end)):
            yield start, match.end()
            following = _NOT_SPACE.search(text, match.end(), end)
            start = following.start() if following else end
    if start < end:
        yield start, end


def _ends_sentence(text: str, match: re.Match[str], start: int, end: int) -> bool:
    following = _NEXT.match(text, match.end(), end)
    word = following[1] if following else ""
    mark, closers = match["mark"], match["closers"]
    if word[:1].islower() and (closers or mark[-1] in ".…"):
        return False
    return mark != "." or _is_full_stop(_word_before(text, match.start(), start), word)


def _word_before(text: str, stop: int, start: int) -> str:
    words = text[max(start, stop - _BEFORE) : stop].split()
    return words[-1].lstrip(_OPENERS) if words else ""


def _is_full_stop(before: str, after: str) -> bool:
    """Whether a dot between two words ends a sentence and not only an abbreviation or an initial."""
    abbreviation = before.lower()
    if abbreviation in _NEVER_LAST:
        return False
    if abbreviation in _BEFORE_NUMBERS and after[:1].isdecimal():
        return False
    # A single small letter is a variable.
    is_initial = _INITIALS.fullmatch(before) is not None and not (len(before) == 1 and before.islower())
    if is_initial or abbreviation in _SELDOM_LAST:
        return after.lower() in _STARTERS
    return True
