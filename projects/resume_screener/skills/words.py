"""Texts as words that can be compared: where they stand, and a form that spelling does not change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(
    r"""
    (?<![\w.])\.net\b                                   # .NET
    | [^\W_]+ (?:['’][^\W\d_]+)* (?:\.(?:js|net|io|ai|py|\d+)\b)* (?:\+\+|\#(?!\w)|\+(?![\w+]))?
                                                        # node.js, C++, 3.11, A+
    | \n\s*\n                                           # a blank line
    | [^\w\s]                                           # one sign
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HYPHENS = frozenset("-‐‑–")
_VERSION = re.compile(r"v?\d+(?:\.\d+)*x?\+?", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_BRITISH = (
    (re.compile(r"isation(s|al)?$"), r"ization\1"),
    (re.compile(r"(?<=[^aeiourv])is(e|es|ed|ing)$"), r"iz\1"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
    (re.compile(r"^(behavi|col|lab|fav)our"), r"\1or"),
    (re.compile(r"^(cent|fib)re(s?)$"), r"\1er\2"),
    (re.compile(r"^(analy|cataly)s(e|ed|ing)$"), r"\1z\2"),
    (re.compile(r"^modelling$"), "modeling"),
)
BREAK = "\n\n"
"""The form of a blank line: no label goes across."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign: ``form`` for comparing; ``text[start:end]`` is how it is written."""

    form: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return words and signs in order; a hyphen within a word is none, so that "e-mail" is written like "e mail"."""
    return [
        Word(form(match[0]), match.start(), match.end())
        for match in _WORD.finditer(text)
        if not _is_inner_hyphen(text, match)
    ]


def forms(text: str) -> tuple[str, ...]:
    """Return the forms alone."""
    return tuple(form(match[0]) for match in _WORD.finditer(text) if not _is_inner_hyphen(text, match))


@lru_cache(maxsize=100_000)
def form(written: str) -> str:
    """Return a word in lower case, singular and in American spelling; "&" as "and"."""
    if written == "&":
        return "and"
    if written.isspace():
        return BREAK
    lower = _POSSESSIVE.sub("", written.lower())
    for pattern, replacement in _BRITISH:
        lower = pattern.sub(replacement, lower)
    return _singular(lower)


def is_version(written: str) -> bool:
    """Whether it is a number such as "3", "v2" or "3.11"."""
    return _VERSION.fullmatch(written) is not None


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "js", "ws", "os")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1]


def _is_inner_hyphen(text: str, match: re.Match[str]) -> bool:
    if match[0] not in _HYPHENS:
        return False
    start, end = match.span()
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()
