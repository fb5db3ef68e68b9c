"""The sentences of a text with where they stand: what evidence, requirements and passages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.resume_screener.resume import Span

_BORDER = re.compile(r"(?<!\b[Mm]in)[.!?](?=\s+(?:[A-Z\[\"'(•]|\d{1,2}\s*(?:\+|years?\b|yrs?\b)))|[.!?]?\n|$")
"""A full stop ends a sentence before a capital or a number of years: "Node.js" and "e.g. Kafka" stay whole, mostly."""
_MARGIN = " \t\r\n•·▪◦*–-"


def sentences(text: str) -> Iterator[Span]:
    """Yield the sentences in order, without bullets and white space around them. A line ends a sentence."""
    start = 0
    for border in _BORDER.finditer(text):
        span = trim(text, (start, border.end()))
        if span[0] < span[1]:
            yield span
        start = border.end()


def trim(text: str, span: Span) -> Span:
    """Return the span without the bullets and white space at its ends."""
    start, end = span
    while start < end and text[start] in _MARGIN:
        start += 1
    while start < end and text[end - 1] in _MARGIN:
        end -= 1
    return start, end
