"""The blocks of a text, as its layout shows them: paragraphs, list items, tables, code, headings, rules."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["paragraph", "item", "table", "code", "heading", "rule"]


class Block(NamedTuple):
    """``text[start:end]``; ``content`` is where it begins without the mark of a list item or a heading."""

    kind: Kind
    start: int
    end: int
    content: int


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+•–]|(\d{1,3})[.)])[ \t]+(?=\S)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?=\S)")
_RULE = re.compile(r"(?:=+|-+|(?:[-*_][ \t]*){3,})$")
_MARKS = frozenset("`~|#-*+•–=_0123456789")
_CONTINUED: frozenset[tuple[Kind, Kind]] = frozenset(
    {("paragraph", "paragraph"), ("item", "paragraph"), ("table", "table")}
)


def blocks(text: str, start: int, end: int) -> list[Block]:
    """Return the blocks of ``text[start:end]`` in order; every character that is not white space is in one."""
    found: list[Block] = []
    kind: Kind
    is_open, fence = False, ""
    for line in _LINE.finditer(text, start, end):
        bare = line[0].strip()
        stop = line.end() - line[0].endswith("\n")
        if fence:
            found[-1] = found[-1]._replace(end=stop)
            if _closes(bare, fence):
                is_open, fence = False, ""
            continue
        if not bare:
            is_open = False
            continue
        kind, content = "paragraph", line.start()
        if bare[0] in _MARKS:
            kind, content = _marked(line, bare, found[-1].kind if is_open else None)
        if is_open and (found[-1].kind, kind) in _CONTINUED:
            found[-1] = found[-1]._replace(end=stop)
        else:
            found.append(Block(kind, line.start(), stop, content))
        is_open = True
        if kind == "code" and (opening := _FENCE.match(bare)):
            fence = opening[1]
    return found


def _marked(line: re.Match[str], bare: str, current: Kind | None) -> tuple[Kind, int]:
    """What a line is by its first characters, and where its content begins."""
    if bare[0] == "|":
        return "table", line.start()
    if _FENCE.match(bare):
        return "code", line.start()
    if heading := _HEADING.match(line[0]):
        return "heading", line.start() + heading.end()
    if _RULE.match(bare):
        return "rule", line.start()
    item = _ITEM.match(line[0])
    # Within a paragraph, a number at the start of a line is a list only from 1 on, as in CommonMark.
    if item and not (current == "paragraph" and item[1] not in (None, "1")):
        return "item", line.start() + item.end()
    return "paragraph", line.start()


def _closes(bare: str, fence: str) -> bool:
    return len(bare) >= len(fence) and bare == fence[0] * len(bare)
