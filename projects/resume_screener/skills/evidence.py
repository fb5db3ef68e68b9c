"""The sentences and lines of a text: what a mention of a skill is shown in."""

from __future__ import annotations

import re
from bisect import bisect_right

from projects.resume_screener.resume import Span

_BORDER = re.compile(r"(?<=[.!?])[ \t]+(?=[A-Z])|[ \t]*\n\s*(?![a-z\s])|[ \t]*\n[ \t]*\n\s*")
_INDENT = re.compile(r"[\s•·▪●◦*–-]*")


class Sentences:
    """Sentences of prose, lines of a list. A line that begins with a small letter goes on with the one before."""

    def __init__(self, text: str) -> None:
        self._text = text
        borders = [match.span() for match in _BORDER.finditer(text)]
        self._starts = [0, *(end for _, end in borders)]
        self._ends = [*(start for start, _ in borders), len(text)]

    def around(self, start: int, end: int) -> Span:
        """Return the span of the sentences that hold ``text[start:end]``, without what marks a list's item."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, max(start, end - 1)) - 1
        begin = self._starts[first]
        indent = _INDENT.match(self._text, begin, max(begin, start))
        return (indent.end() if indent else begin), max(end, self._ends[last])
