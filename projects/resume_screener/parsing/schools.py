"""The names of schools and universities."""

from __future__ import annotations

import re

from projects.resume_screener.parsing.vocabulary.organisations import SCHOOL, has_school_word

_WORD = re.compile(r"[^\W\d_][\w.'’&-]*|&")
_LINKS = frozenset(
    ("of", "the", "and", "&", "at", "for", "de", "la", "del", "der", "für", "di", "da", "des", "et", "in", "y")
)
_TRIMMED = " \t\xa0,;:|-–—•·*_.()"


def school(text: str) -> str | None:
    """Return the run of capitalised words around the word for a school; None: there is none."""
    for part in re.split(r"[,;|\n\t(•·]|\s[-–—]\s|\d+|:\s", text):
        if has_school_word(part):
            name = _run(part)
            if name is not None:
                return name
    return None


def _run(part: str) -> str | None:
    tokens = list(_WORD.finditer(part))
    middle = next((number for number, token in enumerate(tokens) if token[0].lower() in SCHOOL), None)
    if middle is None:
        return None
    first = last = middle
    while first > 0 and _may_belong(tokens[first - 1][0]):
        first -= 1
    while last + 1 < len(tokens) and _may_belong(tokens[last + 1][0]):
        last += 1
    while first < middle and tokens[first][0].lower() in _LINKS - {"the"}:
        first += 1
    while last > middle and tokens[last][0].lower() in _LINKS | {"city"}:
        last -= 1
    name = part[tokens[first].start() : tokens[last].end()].strip(_TRIMMED)
    return name if len(name.split()) > 1 or name.isupper() else None


def _may_belong(word: str) -> bool:
    return word[0].isupper() or word.lower() in _LINKS
