"""The positions of a resume, found by their dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from projects.resume_screener.parsing.dates import Period
from projects.resume_screener.parsing.heads import Head, read_head
from projects.resume_screener.parsing.lines import Line, lines_of
from projects.resume_screener.parsing.months import interval, length
from projects.resume_screener.parsing.sections import body
from projects.resume_screener.parsing.vocabulary.organisations import has_company_word
from projects.resume_screener.parsing.vocabulary.places import CITY_REGION, is_place
from projects.resume_screener.parsing.vocabulary.roles import has_role, is_headed_by_role
from projects.resume_screener.resume import Experience, Section, SectionKind

_MOST_WORDS = 14
"""Of a line of a head, without its dates."""
_LONGEST_HEAD = 200
_MOST_ABOVE = 3
_MOST_BELOW = 2
_RUNNING = re.compile(r"(?<!\w)(?:from|during|between|in|of|by|for|until|and)\s*$", re.IGNORECASE)
_LOWER = re.compile(r"(?!(?:at|in|with)\s)[a-z]{2}")
_ENDED = re.compile(r"[.!?;][\"')\]]*$")
_ABBREVIATED = re.compile(r"(?<!\w)(?:[A-Z]\.)?[A-Z][a-z]{0,2}\.$")
_VERB = re.compile(
    r"(?:[A-Z][a-z]+ed|Led|Built|Ran|Made|Wrote|Oversaw|Taught|Won|Set|Grew|Kept|Drove|Sold|Held|Took|Manage"
    r"|Provide|Perform|Assist|Responsible|Work|Develop|Maintain|Ensure|Create|Conduct|Prepare|Review|Coordinate)\s"
)
_LABEL = re.compile(
    r"(?:key |main |job |major )?(?:responsibilit|duties|achievement|accomplish|description|environment|technologies)"
    r"|(?:key |main |major )?projects?\b"
    r"|[^:]{3,40}:$",
    re.IGNORECASE,
)
_TAIL_WORDS = 12
_STRAY = (SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.INTERESTS, SectionKind.REFERENCES, SectionKind.SUMMARY)
"""Sections into which positions fall whose page begins with the rest of another column."""
_LOOSE = (SectionKind.HEADER, SectionKind.SUMMARY, SectionKind.SKILLS, SectionKind.AWARDS, SectionKind.OTHER)
"""Sections that may hold the positions of a resume without a heading for them."""


class _Anchor(NamedTuple):
    """The line ``number`` that has the dates of a position."""

    number: int
    period: Period


def experience(
    text: str, sections: Sequence[Section], periods: Sequence[Period], today: date
) -> tuple[Experience, ...]:
    """Return the positions in the order of the text.

    A position is a line with a period that is no running text, with the lines around it that name title and
    organisation. How many of these stand above the dates is the same throughout a section, and told by the distance
    of its first dates from its heading. Where organisations stand first, a position without one is at the one before.

    Args:
        text: of the resume.
        sections: all; where none is about experience, positions are looked for in those that may be about anything.
        periods: all of the text, in its order.
        today: the month up to which what goes on is counted.
    """
    chosen = [section for section in sections if section.kind is SectionKind.EXPERIENCE]
    kinds = _STRAY if chosen else _LOOSE
    found: list[Experience] = []
    above: int | None = None
    for section in sections:
        lines = lines_of(text, *body(section))
        anchors = _anchors(text, lines, periods)
        if section.kind is SectionKind.EXPERIENCE and anchors:
            above = anchors[0].number if anchors[0].number <= _MOST_ABOVE else 0
            found += _positions(text, section, lines, anchors, above, today)
        elif section.kind in kinds and anchors and (above is not None or not chosen):
            told = _MOST_ABOVE - 1 if above is None else above
            found += [
                one for one in _positions(text, section, lines, anchors, told, today) if has_role(one.title or "")
            ]
    return tuple(found)


def _positions(
    text: str, section: Section, lines: Sequence[Line], anchors: Sequence[_Anchor], above: int, today: date
) -> Iterator[Experience]:
    tops = _tops(lines, anchors, above)
    ends = [*(lines[top].start for top in tops[1:]), section.span[1]]
    blocks = [
        _head_lines(text, lines, top, anchor, following)
        for top, anchor, following in zip(tops, anchors, [*tops[1:], len(lines)], strict=True)
    ]
    title_first = _title_first(blocks)
    before = Head(None, None)
    for top, anchor, block, end in zip(tops, anchors, blocks, ends, strict=True):
        head = read_head(block, title_first=title_first)
        if head.organisation is None and not title_first:
            head = head._replace(organisation=before.organisation)
        start = lines[top].start
        yield _position(head, anchor.period, (start, start + len(text[start:end].rstrip())), today)
        before = head


def _position(head: Head, period: Period, span: tuple[int, int], today: date) -> Experience:
    start, end = period.start, period.end
    if end is not None and (end.year, end.month or 12) < (start.year, start.month or 1):
        start, end = end, start
    if end is not None and (end.year, end.month or 1) > (today.year, today.month) and period.is_range:
        end = None
    return Experience(
        title=head.title,
        organisation=head.organisation,
        start=start,
        end=end,
        is_current=end is None,
        months=length(interval(start, end, today)),
        span=span,
    )


def _anchors(text: str, lines: Sequence[Line], periods: Sequence[Period]) -> list[_Anchor]:
    found: list[_Anchor] = []
    number = 0
    for period in periods:
        while number < len(lines) and lines[number].end <= period.span[0]:
            number += 1
        if number == len(lines):
            break
        line = lines[number]
        is_new = not found or found[-1].number < number
        if is_new and line.start <= period.span[0] and _is_anchor(text, line, period):
            found.append(_Anchor(number, period))
    return found


def _is_anchor(text: str, line: Line, period: Period) -> bool:
    if period.span[0] - line.start > _LONGEST_HEAD:
        return False
    before, behind = (
        text[line.start : period.span[0]],
        text[period.span[1] : min(line.end, period.span[1] + _LONGEST_HEAD)],
    )
    words = before.split()
    if len(words) > _MOST_WORDS or _RUNNING.search(before) or (words and _ENDED.search(words[-1])):
        return False
    if period.is_range and not line.is_bullet:
        begins = not words or words[0][0].isupper() or not words[0][0].isalpha()
        return begins and not _goes_on(behind, before)
    is_at_edge = not words or not behind.strip(" ).]*_")
    rest = before + behind
    if line.is_bullet:
        return is_at_edge and len(rest.split()) <= _MOST_WORDS and has_role(rest) and not _VERB.match(rest)
    return is_at_edge and len(rest.split()) <= _MOST_WORDS and not _ENDED.search(line.text) and not _VERB.match(rest)


def _goes_on(behind: str, before: str) -> bool:
    """Whether the sentence goes on behind the dates."""
    return bool(before.strip()) and behind[:1] not in ("", ")") and bool(_LOWER.match(behind.lstrip(" ,)")))


def _tops(lines: Sequence[Line], anchors: Sequence[_Anchor], above: int) -> list[int]:
    """The first line of each position, at most so many above its dates."""
    tops: list[int] = []
    lowest = 0
    for anchor in anchors:
        top = anchor.number
        while top > max(lowest, anchor.number - above) and _may_be_head(lines[top - 1]):
            top -= 1
        tops.append(top)
        lowest = anchor.number + 1
    return tops


def _may_be_head(line: Line) -> bool:
    return (
        not line.is_bullet
        and len(line.text.split()) <= _MOST_WORDS
        and (line.text[:1] == line.text[:1].upper() or is_headed_by_role(line.text))
        and not (_ENDED.search(line.text) and not _ABBREVIATED.search(line.text))
    )


def _head_lines(text: str, lines: Sequence[Line], top: int, anchor: _Anchor, following: int) -> list[str]:
    """The lines that name the position, without its dates: those above them, and below as long as something lacks."""
    start, end = anchor.period.span
    last = next((n for n in range(anchor.number, following) if lines[n].end >= end), anchor.number)
    before = text[lines[anchor.number].start : start]
    behind = text[end : lines[last].end]
    found = [*(line.text for line in lines[top : anchor.number]), before, _short_tail(behind)]
    for line in lines[last + 1 : min(last + 1 + _MOST_BELOW, following)]:
        short = _short_tail(line.text)
        head = read_head(found)
        if head.title and head.organisation and has_role(head.title):
            break
        if not _may_be_head(line._replace(text=short)) or _VERB.match(short) or not _names(short, head):
            break
        found.append(short)
    return [part for part in found if part.strip()]


def _names(line: str, head: Head) -> bool:
    """Whether a line below the dates says what they lack: a title, an organisation, a place."""
    if _LABEL.match(line):
        return False
    if is_place(line) or CITY_REGION.search(line) or has_company_word(line):
        return True
    if head.title is None or not has_role(head.title):
        return has_role(line)
    words = [word for word in line.split() if word[0].isalpha()]
    return len(words) <= _MOST_WORDS // 2 and sum(word[0].isupper() for word in words) * 5 >= 3 * len(words)


def _short_tail(behind: str) -> str:
    """What names something, without the description that may follow on the same line."""
    if len(behind.split()) <= _TAIL_WORDS:
        return behind
    place = CITY_REGION.search(behind)
    return behind[: place.end()] if place else ""


def _title_first(blocks: Sequence[Sequence[str]]) -> bool:
    """Whether titles come before organisations, where words tell; True when they are even."""
    votes = 0
    for block in blocks:
        roles = [has_role(part) for part in block if part.strip()]
        if len(roles) > 1 and any(roles) and not all(roles):
            votes += 1 if roles[0] else -1
    return votes >= 0
