"""Degrees in a line: which level, where, and in what."""

from __future__ import annotations

import re
from typing import NamedTuple

from projects.resume_screener.parsing.vocabulary.degrees import BARE, FACULTIES, GENERIC, MENTION
from projects.resume_screener.parsing.vocabulary.organisations import has_school_word
from projects.resume_screener.parsing.vocabulary.places import STATE_CODES, is_place
from projects.resume_screener.resume import Level

_MICROSOFT = re.compile(
    r"(?:office|word|excel|access|sql|windows|project|dynamics|outlook|teams|powerpoint|visio)\b", re.IGNORECASE
)
_FIELD = re.compile(
    r"(?:\s*\((?:hons|honours|honors|with honors)\.?\)|\s+(?:hons|honours|honors|degree)\b\.?|['’]s)*"
    r"(?:\s*[:,–—-]\s*|\s+(?:in|of|with an? (?:major|concentration|emphasis) (?:in|of)|major(?:ing)? in)\s+|\s+)"
    r"(?:major(?:ing)?\s*(?::|in)\s*|in\s+)?"
    r"(?P<field>[^\W\d_][^,;:|•·()\t\n\r\d–—]{1,70})",
    re.IGNORECASE,
)
_FIELD_END = re.compile(
    r"\s+(?:-|at|from|with|minor|gpa|and a|magna|summa|cum|expected)\b.*|\s{2,}.*", re.IGNORECASE | re.DOTALL
)
_HIGH_SCHOOL = re.compile("high ?school", re.IGNORECASE)
_UNFINISHED = re.compile(r"candidate|expected|in progress", re.IGNORECASE)
_TRIMMED = " \t\xa0,;:|-–—•·*_.()"
_LONGEST_LINE = 300


class Mention(NamedTuple):
    """A degree that stands at ``line[start:end]``."""

    level: Level
    start: int
    end: int


def mentions(line: str) -> list[Mention]:
    """Return the degrees that a line names, the first of each level, in its order."""
    found: dict[Level, Mention] = {}
    for pattern in (MENTION, BARE):
        for match in pattern.finditer(line[:_LONGEST_LINE]):
            level = Level[str(match.lastgroup).upper()]
            if level not in found and (pattern is MENTION or _is_degree(line, match)):
                found[level] = Mention(level, match.start(), match.end())
    kept = sorted(found.values(), key=lambda mention: mention.start)
    if _HIGH_SCHOOL.search(line):
        return [mention for mention in kept if line[mention.start : mention.end].lower() != "diploma"]
    if any(mention.level > Level.SECONDARY for mention in kept):
        return [mention for mention in kept if mention.level > Level.SECONDARY]
    return kept


def level_of(text: str) -> Level:
    """Return the highest level that a text names, such as a requirement of a job: "Bachelor's degree or higher"."""
    return max((mention.level for line in text.splitlines() for mention in mentions(line)), default=Level.NONE)


def _is_degree(line: str, match: re.Match[str]) -> bool:
    """Whether two capitals are a degree: not a state behind a city, not a word of a name."""
    before, behind = line[: match.start()].rstrip(), line[match.end() :].lstrip()
    if _MICROSOFT.match(behind):
        return False
    if match[0] in STATE_CODES and before.endswith(",") and not behind.startswith("in "):
        return False
    return not before or before[-1] in ",;:|(-–—/•·" or behind.startswith(("in ", ",", ":", "(", "-", "–"))


def degree_and_field(line: str, mention: Mention) -> tuple[str, str | None]:
    """Return the degree as written ("Bachelor of Science"), and what it is in."""
    end = mention.end
    if re.search(r"(?:of|in|['’`´]?s|master|bachelor|associate|degree)$", line[mention.start : end], re.IGNORECASE):
        faculty = FACULTIES.match(
            line, end + (line[end : end + 1] == " " and line[mention.start : end].lower().endswith((" of", " in")))
        )
        end = faculty.end() if faculty else end
    degree = re.sub(
        r"\s(?:of|in)$", "", line[mention.start : end].strip(_TRIMMED.replace(".", "")), flags=re.IGNORECASE
    )
    return degree, _field(line, end) or _field_before(line, mention.start) or _own_field(degree)


def _field(line: str, end: int) -> str | None:
    match = _FIELD.match(line, end)
    return _valid(match["field"]) if match else None


def _valid(field: str) -> str | None:
    field = _FIELD_END.sub("", field).strip(_TRIMMED)
    if has_school_word(field) or not len(field) >= 2 or len(field.split()) > 8 or is_place(field):
        return None
    return None if MENTION.match(field) or _UNFINISHED.search(field) else field


def _field_before(line: str, start: int) -> str | None:
    """The field of "Computer Science, BSc"."""
    before = re.split(r"[,;|(–—]", line[:start].rstrip(" ,;|(–—-"))[-1]
    return _valid(before) if before.strip() and not re.search(r"\d", before) else None


def _own_field(degree: str) -> str | None:
    """The field that the degree's own name has: "Bachelor of Business Administration"."""
    _, of, rest = degree.partition(" of ")
    words = [word for word in rest.lower().split() if word not in GENERIC]
    return rest if of and words else None
