"""Degrees: level, field, institution, year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from projects.resume_screener.parsing.dates import Period, periods
from projects.resume_screener.parsing.degrees import Mention, degree_and_field, mentions
from projects.resume_screener.parsing.lines import Line, lines_of
from projects.resume_screener.parsing.schools import school
from projects.resume_screener.parsing.sections import body
from projects.resume_screener.parsing.vocabulary.organisations import has_school_word
from projects.resume_screener.parsing.vocabulary.places import is_place
from projects.resume_screener.resume import Education, Level, Section, SectionKind

_UNFINISHED = re.compile(
    r"candidate|expected|anticipated|in progress|pursuing|ongoing|currently|enrolled|incomplete|not completed"
    r"|unfinished|some college|course\s?work (?:towards?|completed)|(?:credits?|hours) towards?"
    r"|\babd\b|all but dissertation|dropped out",
    re.IGNORECASE,
)
_NO_DEGREE = re.compile(r"certificat|licen[sc]e\b|licensed|certified", re.IGNORECASE)
_TRIMMED = " \t\xa0,;:|-–—•·*_.()"
_DIPLOMA = re.compile(r"(?:high\s?school|secondary school)\s(?:diploma|certificate)", re.IGNORECASE)
_MOST_WORDS = 16
"""Of a line that names a school or a degree and tells no story."""
_NEAR = 60
"""Characters of a long line within which its degree stands."""


class _Block(NamedTuple):
    """Lines that belong to one degree, and where in the first of them it is named."""

    lines: tuple[Line, ...]
    mention: Mention | None


def education(text: str, sections: Sequence[Section], today: date) -> tuple[Education, ...]:
    """Return the degrees of the sections about education, in the order of the text; certificates are none.

    Where no section is about education, only degrees in lines of their own are found.
    """
    chosen = [section for section in sections if section.kind is SectionKind.EDUCATION]
    found = (_degree(text, block, today) for section in chosen for block in _blocks(lines_of(text, *body(section))))
    degrees = tuple(degree for degree in found if degree is not None)
    return degrees or tuple(_elsewhere(text, sections, today))


def _elsewhere(text: str, sections: Sequence[Section], today: date) -> Iterator[Education]:
    elsewhere = (SectionKind.HEADER, SectionKind.OTHER, SectionKind.CERTIFICATIONS, SectionKind.AWARDS)
    for section in sections:
        if section.kind in elsewhere:
            for line in lines_of(text, *body(section)):
                mention = next(iter(mentions(line.text)), None)
                if mention is not None and mention.start == 0:
                    degree = _degree(text, _Block((line,), mention), today)
                    if degree is not None and (degree.institution or degree.field):
                        yield degree


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    """Yield the lines of one degree after the other: a new one begins where a degree or a school comes a second "
    "time."""
    named = [_of_the_degree(line.text) for line in lines]
    school_first = bool(named) and not named[0]
    current: list[Line] = []
    mention: Mention | None = None
    has_school = False
    for number, line in enumerate(lines):
        if mention is not None and not has_school and _is_only_school(line.text, named[number]):
            named[number] = []
        is_school = has_school_word(_DIPLOMA.sub("", line.text)) and len(line.text.split()) <= _MOST_WORDS
        above = school_first and not line.is_bullet and bool(named[number + 1 : number + 2] and named[number + 1])
        if (mention and (named[number] or above)) or (
            has_school and is_school and not line.is_bullet and not named[number]
        ):
            yield _Block(tuple(current), mention)
            current, mention, has_school = [], None, False
        current.append(line)
        has_school = has_school or is_school
        for following in named[number]:
            if mention is not None:
                yield _Block(tuple(current), mention)
                current = [line]
            mention = following
    if current:
        yield _Block(tuple(current), mention)


def _is_only_school(line: str, named: list[Mention]) -> bool:
    """Whether the line names the school of the degree above ("Lincoln High School"), not one more degree."""
    return (
        [mention.level for mention in named] == [Level.SECONDARY] and not _DIPLOMA.search(line) and named[0].start > 0
    )


def _of_the_degree(line: str) -> list[Mention]:
    """The degrees that the line is about, not those in running text; a certificate is none."""
    named = mentions(line)
    if _NO_DEGREE.search(line) and not (named and named[0].start == 0):
        return []
    return named if len(line.split()) <= _MOST_WORDS else [mention for mention in named if mention.start < _NEAR]


def _degree(text: str, block: _Block, today: date) -> Education | None:
    lines, mention = block
    named = next(
        (
            line
            for line in lines
            if mention is not None and line.text[mention.start : mention.end] and _names(line, mention)
        ),
        None,
    )
    if mention is None or named is None:
        return None
    degree, field = degree_and_field(named.text, mention)
    head = [line for line in lines if not line.is_bullet or line is named][:4]
    dated = [period for line in head for period in periods(text, line.start, line.end)]
    year = _year(dated)
    head_text = "\n".join(line.text for line in head)
    return Education(
        level=mention.level,
        degree=degree,
        field=field,
        institution=_institution(head, named, mention, field),
        year=year,
        is_completed=not _UNFINISHED.search(head_text)
        and (year is None or year <= today.year)
        and all(period.end is not None for period in dated),
        span=(lines[0].start, lines[-1].end),
    )


def _names(line: Line, mention: Mention) -> bool:
    return any(found == mention for found in mentions(line.text))


def _year(dated: Iterable[Period]) -> int | None:
    return max((period.end.year if period.end else period.start.year for period in dated), default=None)


def _institution(head: Sequence[Line], named: Line, mention: Mention, field: str | None) -> str | None:
    ordered = [named, *(line for line in head if line is not named)]
    found = (name for line in ordered if (name := school(_masked(line, named, mention, field))) is not None)
    return next(found, None) or _other_line(head, named)


def _masked(line: Line, named: Line, mention: Mention, field: str | None) -> str:
    """The line without the degree and its field."""
    if line is not named:
        return line.text
    is_school = mention.level is Level.SECONDARY and has_school_word(line.text[mention.start : mention.end].split()[-1])
    text = line.text if is_school else line.text[: mention.start] + "\n" + line.text[mention.end :]
    return text.replace(field, "\n", 1) if field else text


def _other_line(head: Sequence[Line], named: Line) -> str | None:
    """The line next to the degree's, where a school goes by a name without a word for it."""
    for line in head:
        name = re.split(r"[,|;–—\t]|\s-\s|\s\d", line.text)[0].strip(_TRIMMED)
        if (
            line is not named
            and not line.is_bullet
            and 1 <= len(name.split()) <= 5
            and name[:1].isupper()
            and not is_place(name)
        ):
            return name if not re.search(r"\d|gpa|honors|dean|minor|thesis|coursework", name, re.IGNORECASE) else None
    return None
