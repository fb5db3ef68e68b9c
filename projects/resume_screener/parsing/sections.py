"""Where a resume's sections begin, and what they are about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from projects.resume_screener.parsing.dates import Period
from projects.resume_screener.parsing.lines import Line, lines_of
from projects.resume_screener.parsing.vocabulary.headings import AMBIGUOUS, KINDS, QUALIFIERS
from projects.resume_screener.parsing.vocabulary.roles import has_role
from projects.resume_screener.resume import Section, SectionKind, Span

_LONGEST = 60
_MOST_WORDS = 7
_SPACED_OUT = re.compile(r"\S(?: \S){3,}(?: {2,}\S(?: \S)*)*")
_NUMBERING = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+")
_GAP = re.compile(r"[\W_]+")
_CELLS = re.compile(r"\t+|\s{3,}|\s[|•·]\s")
_RUN_IN = re.compile(r"([^:–—]{3,40}?)\s?(?::|\s[–—])\s(?=\S)")
_UNDERLINE = re.compile(r"[*_]*[^\S\r\n]*\r?\n[^\S\r\n]*[-=_*─━~]{3,}\s*(?:[\r\n]|$)")
_MARKUP = re.compile(r"[#*\[_]")
_SQUEEZED = {spelling.replace(" ", ""): kind for spelling, kind in KINDS.items()}
_RUN_IN_KINDS = frozenset(
    {SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.CERTIFICATIONS, SectionKind.INTERESTS, SectionKind.SUMMARY}
)
_NEAR = 90
"""Characters around a date in which the title of its position stands."""
_REPEATED = 2
"""A run-in heading that comes more often ("Tools: ...") belongs to each position."""


class _Heading(NamedTuple):
    kind: SectionKind
    span: Span
    is_run_in: bool = False


def sections(text: str, periods: Sequence[Period]) -> tuple[Section, ...]:
    """Return the sections, which together are the whole text. What stands above the first heading is a HEADER.

    Args:
        text: of the resume.
        periods: all of the text, in its order: what looks like a heading within a position ("Achievements", "Tools:")
            is none, and it is within one as long as more positions follow.
    """
    headings = _outer(_headings(text, periods), _positions(text, periods), len(text))
    starts = [heading.span[0] for heading in headings]
    found = []
    first = starts[0] if starts else len(text)
    if text[:first].strip():
        found.append(Section(kind=SectionKind.HEADER, heading="", span=(0, first)))
    for heading, end in zip(headings, [*starts, len(text)][1:], strict=True):
        found.append(Section(kind=heading.kind, heading=text[slice(*heading.span)], span=(heading.span[0], end)))
    return tuple(found)


def body(section: Section) -> Span:
    """Where the section's text is, behind its heading."""
    return section.span[0] + len(section.heading), section.span[1]


def kind_of(heading: str) -> SectionKind | None:
    """Return what a heading says, whatever its case, punctuation and letter spacing; None: it is not known."""
    bare = _NUMBERING.sub("", heading.strip(), count=1)
    words = _GAP.sub(" ", bare.lower().replace("&", " and ")).split()
    if not words or (len(words) > _MOST_WORDS and not _SPACED_OUT.fullmatch(bare)):
        return None
    known = KINDS.get(" ".join(words)) or _SQUEEZED.get("".join(words))
    if known is not None:
        return known
    plain = [word for word in words if word not in QUALIFIERS]
    return KINDS.get(" ".join(plain)) or _first_of_two(words)


def _first_of_two(words: list[str]) -> SectionKind | None:
    """The kind of the first half of "Skills and Interests", if both are known."""
    if "and" not in words:
        return None
    middle = words.index("and")
    halves = [KINDS.get(" ".join(half)) for half in (words[:middle], words[middle + 1 :])]
    return halves[0] if all(halves) else None


def _headings(text: str, periods: Sequence[Period]) -> list[_Heading]:
    starts = [period.span[0] for period in periods]
    found = (_heading(text, line) or _experience_of_a_field(line, starts) for line in lines_of(text, 0, len(text)))
    return [heading for heading in found if heading is not None]


def _heading(text: str, line: Line) -> _Heading | None:
    if line.text and not line.is_bullet and (run_in := _RUN_IN.match(line.text)) is not None:
        kind = kind_of(run_in[1])
        if kind in _RUN_IN_KINDS and line.text[0].isupper():
            return _Heading(kind, (line.start, line.start + run_in.end(1)), is_run_in=True)
    if not 2 < len(line.text) <= _LONGEST or not _is_set_off(text, line):
        return None
    cells = _CELLS.split(line.text) if not _SPACED_OUT.fullmatch(line.text) else [line.text]
    kinds = [kind_of(cell) for cell in cells]
    if kinds[0] is None or not all(kinds):
        return None
    return _Heading(kinds[0], (line.start, line.end))


def _experience_of_a_field(line: Line, dates: Sequence[int]) -> _Heading | None:
    """ "Graphic Design Experience", with a date close behind it."""
    words = line.text.rstrip(" :").split()
    if line.is_bullet or not 2 <= len(words) <= _MOST_WORDS - 2 or words[-1].lower() != "experience":
        return None
    after = bisect_left(dates, line.end)
    has_date = after < len(dates) and dates[after] < line.end + _NEAR
    return _Heading(SectionKind.EXPERIENCE, line[:2]) if has_date and words[-1][0].isupper() else None


def _is_set_off(text: str, line: Line) -> bool:
    """Whether the form of the line allows a heading: short words that also end sentences need more of it."""
    is_loud = line.text.upper() == line.text != line.text.lower()
    if line.is_bullet:
        return is_loud
    if is_loud or line.text.endswith(":") or _is_marked(text, line):
        return True
    return line.text[0] == line.text[0].upper() and _GAP.sub(" ", line.text.lower()).strip() not in AMBIGUOUS


def _is_marked(text: str, line: Line) -> bool:
    before = text[max(0, line.start - 3) : line.start]
    return bool(_MARKUP.search(before) or _UNDERLINE.match(text, line.end))


def _positions(text: str, periods: Sequence[Period]) -> list[int]:
    """Where the periods of positions start: those with a role near them."""
    ranges = (period.span for period in periods if period.is_range)
    return [start for start, end in ranges if has_role(text[max(0, start - _NEAR) : end + _NEAR])]


def _outer(headings: Sequence[_Heading], positions: Sequence[int], end: int) -> list[_Heading]:
    """The headings without those that stand within a position, or run into the text of a degree."""
    counts = Counter(heading.kind for heading in headings)
    kept: list[_Heading] = []
    for heading, after in zip(headings, _ends(headings, counts, end), strict=True):
        within = kept[-1].kind if kept else SectionKind.HEADER
        if within is SectionKind.EXPERIENCE and _is_inner(heading, counts):
            more = bisect_left(positions, after) - bisect_left(positions, heading.span[0])
            if more or (counts[heading.kind] > _REPEATED and heading.is_run_in):
                continue
        if within is SectionKind.EDUCATION and heading.is_run_in and heading.kind is SectionKind.CERTIFICATIONS:
            continue
        kept.append(heading)
    return kept


def _ends(headings: Sequence[_Heading], counts: Counter[SectionKind], end: int) -> list[int]:
    """For each heading, where the next one stands that can't be within a position."""
    ends: list[int] = []
    for heading in reversed(headings):
        ends.append(end)
        if not _is_inner(heading, counts):
            end = heading.span[0]
    return ends[::-1]


def _is_inner(heading: _Heading, counts: Counter[SectionKind]) -> bool:
    if heading.kind is SectionKind.PROJECTS:
        return counts[heading.kind] > 1
    return heading.is_run_in or heading.kind in (SectionKind.AWARDS, SectionKind.SKILLS, SectionKind.SUMMARY)
