"""Words that are broken at the end of a line, put together again on the line where they begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from projects.resume_screener.reading.pdf.lines import Line

_SOFT = "\u00ad"
_HEAD = re.compile(rf"([\w-]*\w)([-{_SOFT}])$")
_TAIL = re.compile(r"(\w+)(\S*)[ \t]*")
_WORD = re.compile(r"\w+")
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
# fmt: off
_COMPOUND_HEADS = frozenset((
    "cross", "decision", "end", "full", "goal", "hands", "high", "long", "low", "multi", "non",
    "on", "open", "part", "post", "pre", "problem", "real", "results", "self", "semi", "short",
    "single", "state", "team", "third", "time", "top", "user", "well",
))
# fmt: on
"""What often stands before a hyphen that belongs to the word ("cross-functional"), and seldom else at a line's end."""


def mended(page: Sequence[Line], known: set[str]) -> list[Line]:
    """Return the lines with broken words whole. ``known``: the words of the document, as ``vocabulary`` has them."""
    found: list[Line] = []
    for line in page:
        head = _HEAD.search(found[-1].text) if found and not line.begins else None
        tail = _TAIL.match(line.text)
        if head is None or tail is None or not _is_broken(head, tail):
            found.append(line)
            continue
        hyphen = "-" if _keeps_hyphen(head, tail[1], known) else ""
        found[-1] = replace(found[-1], text=f"{found[-1].text[: head.start()]}{head[1]}{hyphen}{tail[1]}{tail[2]}")
        if rest := line.text[tail.end() :]:
            found.append(replace(line, text=rest))
    return found


def vocabulary(pages: Sequence[Sequence[Line]]) -> set[str]:
    """The words of the lines and the compounds with hyphens, small, but for what stands at the end of a line."""
    text = "\n".join(line.text.lower() for page in pages for line in page)
    whole = re.sub(rf"\S+[-{_SOFT}]$", "", text, flags=re.MULTILINE)
    return {*_WORD.findall(whole), *_COMPOUND.findall(whole)}


def _is_broken(head: re.Match[str], tail: re.Match[str]) -> bool:
    return head[2] == _SOFT or (head[1][-1].isalpha() and tail[1][0].islower())


def _keeps_hyphen(head: re.Match[str], tail: str, known: set[str]) -> bool:
    if head[2] == _SOFT:
        return False
    first, second = head[1].lower(), tail.lower()
    if f"{first}{second}" in known:
        return False
    is_compound = "-" in first or first in _COMPOUND_HEADS or f"{first}-{second}" in known
    return is_compound or (first in known and second in known)
