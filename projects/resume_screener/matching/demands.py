"""What an ad asks for besides skills: years of work and a level of education."""

from __future__ import annotations

import re
from collections.abc import Iterable

from projects.resume_screener.resume import Level

MAX_YEARS = 40
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_YEARS = re.compile(
    rf"\b{_NUMBER}\s*(?:\(\d+\)\s*)?(?:(?P<open>\+|or more)|(?:-|–|to)\s*\d{{1,2}}\+?)?\s*(?:years?|yrs?)\b['’]?",
    re.IGNORECASE,
)
_WORK = re.compile(r"experience|at least|minimum|min\.|background|working|practice|track record", re.IGNORECASE)
_LEVELS = (
    (Level.DOCTORATE, r"ph\.?\s?d\b|doctora\w+|dphil\b"),
    (Level.MASTER, r"master['’]?s?\b(?! of ceremon)|m\.?sc\b|mba\b|graduate degree|m\.?eng\b"),
    (
        Level.BACHELOR,
        r"bachelor['’]?s?\b|b\.?(?:sc|eng|tech)\b|(?:undergraduate|university|college) degree|degree in\b",
    ),
    (Level.SHORT_CYCLE, r"associate['’]?s? degree|higher national|foundation degree"),
    (Level.SECONDARY, r"high school|secondary school|\bged\b|a-levels?"),
)
_LEVEL_WORDS = tuple((level, re.compile(rf"\b(?:{words})", re.IGNORECASE)) for level, words in _LEVELS)
_EQUIVALENT = re.compile(r"equivalent (?:\w+ ){0,2}experience|or equivalent(?! degree)", re.IGNORECASE)


def minimum_years(sentences: Iterable[str]) -> int | None:
    """Return the most years of work that a sentence asks for: "5+ years", "at least three years", "3-5 years".

    None when none does. "Ten years on the market" asks for nothing.
    """
    asked = [
        _number(found["number"])
        for sentence in sentences
        for found in _YEARS.finditer(sentence)
        if found["open"] or _WORK.search(sentence)
    ]
    return max((years for years in asked if 0 < years <= MAX_YEARS), default=None)


def minimum_level(sentences: Iterable[str]) -> Level:
    """Return the level of education that will do: the lowest of "a bachelor's or master's degree".

    ``Level.NONE`` where none is asked for, or experience is as good.
    """
    named = [
        level
        for sentence in sentences
        if not _EQUIVALENT.search(sentence)
        for level, words in _LEVEL_WORDS
        if words.search(sentence)
    ]
    return min(named, default=Level.NONE)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word.lower()) + 1
