"""Points in time and periods, as resumes write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from projects.resume_screener.parsing.vocabulary.calendar import MONTHS, NOW, SEASONS, SINCE, TO
from projects.resume_screener.resume import Month, Span

_PIVOT = 50
"""'49 is 2049, '50 is 1950."""


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_YEAR = r"(?:19[4-9]|20\d)\d(?!\d)"
_SHORT_YEAR = r"['’]\d\d(?!\d)"
_NAME = rf"(?<![^\W_])(?:{_any(MONTHS)})(?![^\W\d_])"
_DASH = r"[-–—‒―−~‐‑－→]"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_POINT = re.compile(
    rf"(?:(?<!\w){_DAY}\s)?(?P<name>{_NAME})\.?(?:\s{{1,2}}{_DAY},?(?=\s))?[\s,/.\-–]{{0,3}}(?P<name_year>{_YEAR}"
    rf"|{_SHORT_YEAR})"
    rf"|(?P<weak_name>{_NAME})\.?[ \-/](?P<weak_year>\d\d)(?![\d,]|\s?{_NAME})"
    rf"|(?P<bare_name>{_NAME})\.?(?=\s?(?:{_DASH}|to)\s?(?:{_NAME})\.?,?\s{_YEAR})"
    rf"|(?<!\w)Q(?P<quarter>[1-4])[\s/,]{{0,2}}(?P<quarter_year>{_YEAR}|{_SHORT_YEAR})"
    rf"|(?<!\w)(?P<season>{_any(SEASONS)})\s(?:of\s)?(?P<season_year>{_YEAR}|{_SHORT_YEAR})"
    rf"|(?<![\d/])(?P<one>\d{{1,2}})[/.\-](?P<two>\d{{1,2}})[/.\-](?P<day_year>{_YEAR})"
    r"|(?<![\d$€£#])(?P<iso_year>(?:19[4-9]|20\d)\d)(?P<iso>[-/.])(?P<iso_month>0[1-9]|1[0-2])"
    r"(?:[-/.]\d\d(?!\d)|(?!\d|[-/.]\d{1,2}(?!\d)))"
    rf"|(?<![\d/.])(?P<month>0?[1-9]|1[0-2])\s?[/.\-]\s?(?P<month_year>{_YEAR})"
    r"|(?<![\d/.])(?P<short_month>0?[1-9]|1[0-2])/['’]?(?P<short_year>\d\d)(?![\d/%])"
    rf"|(?<![\d$€£#.:])(?P<year>{_YEAR})(?![%+]|[.,:]\d)",
    re.IGNORECASE,
)
_LINE = re.compile(r"[^\n]+")
_DIGIT = re.compile(r"\d")
_JOIN = re.compile(
    rf"\s{{0,2}}(?:{_DASH}{{1,2}}\s{{0,3}}(?:(?:to|until|till)\s)?|(?<!\w)(?:{_any(TO)})\s{{1,3}}(?:the\s)?"
    rf"|to\s{{1,3}})",
    re.IGNORECASE,
)
_NOW = re.compile(rf"(?:{_any(NOW)})(?![^\W\d_])", re.IGNORECASE)
_OPEN = re.compile(rf"[ \t]?{_DASH}[ \t]*(?=[\r\n)\]|]|$)")
_SLASH = re.compile(r"\s?/\s?")
_SHORT_END = re.compile(r"\s?[-–/]\s?['’]?(\d\d)(?![\d/.\-]|\s?%)")
_SINCE = re.compile(rf"(?<!\w)(?:{_any(SINCE)})\s$", re.IGNORECASE)
_LASTING = re.compile(r"\s?[(·,]\s?(\d{1,2})\s?(months?|mos?|years?|yrs?)(?![^\W\d_])\)?", re.IGNORECASE)
_LONGEST_GAP = 12
_LONGEST_SINCE = 8
_LONGEST_CAREER = 40


class Period(NamedTuple):
    """``text[slice(*span)]`` says from when until when. ``end`` is None where it goes on.

    ``is_range`` is False for a single point ("May 2014"): ``end`` is then its last month.
    """

    start: Month
    end: Month | None
    span: Span
    is_range: bool


class _Point(NamedTuple):
    """``first`` and ``last`` differ for a season. A weak point ("03/18") is one only within a range."""

    year: int | None
    first: int | None
    last: int | None
    span: Span
    is_weak: bool = False


def periods(text: str, start: int = 0, end: int | None = None) -> list[Period]:
    """Return the periods of ``text[start:end]``, in its order and as written: neither swapped nor cut at today.

    Where both may be meant, 03/04/2019 is in March (the American order), and 2010-12 is until 2012 unless it stands
    in a range with another such month.
    """
    end = len(text) if end is None else end
    lines = (line.span() for line in _LINE.finditer(text, start, end))
    dated = (span for span in lines if _DIGIT.search(text, *span))
    points = [_point(match) for span in dated for match in _POINT.finditer(text, *span)]
    return list(_paired(text, points, start, end))


def _paired(text: str, points: list[_Point], start: int, end: int) -> Iterator[Period]:
    position = 0
    while position < len(points):
        point = points[position]
        following = points[position + 1] if position + 1 < len(points) else None
        position += 1
        if following is not None and following.year is not None and _joined(text, point, following):
            begin = Month(year=point.year or following.year, month=point.first)
            last = Month(year=following.year, month=following.last)
            yield Period(begin, last, (point.span[0], following.span[1]), is_range=True)
            position += 1
        elif point.year is not None:
            yield from _alone(text, point, point.year, start, end)


def _joined(text: str, point: _Point, following: _Point) -> bool:
    gap = text[point.span[1] : following.span[0]]
    if len(gap) > _LONGEST_GAP:
        return False
    if _JOIN.fullmatch(gap):
        return True
    return point.first is None and following.first is None and _SLASH.fullmatch(gap) is not None


def _alone(text: str, point: _Point, year: int, start: int, end: int) -> Iterator[Period]:
    """Yield the period of a point that no other one ends, if it makes one."""
    begin = Month(year=year, month=point.first)
    since = _SINCE.search(text, max(start, point.span[0] - _LONGEST_SINCE), point.span[0])
    if (until := _until_now(text, point.span[1], end)) is not None:
        yield Period(begin, None, (since.start() if since else point.span[0], until), is_range=True)
    elif since is not None:
        yield Period(begin, None, (since.start(), point.span[1]), is_range=True)
    elif (short := _short_end(text, point, year, end)) is not None:
        yield Period(Month(year=year), *short, is_range=True)
    elif not point.is_weak:
        last, stop = _lasting(text, point, year, end)
        yield Period(begin, last, (point.span[0], stop), is_range=False)


def _until_now(text: str, position: int, end: int) -> int | None:
    """Where "until now" behind ``position`` ends."""
    join = _JOIN.match(text, position, end)
    now = _NOW.match(text, join.end(), end) if join else None
    return next((found.end() for found in (now, _OPEN.match(text, position, end)) if found), None)


def _short_end(text: str, point: _Point, start_year: int, end: int) -> tuple[Month, Span] | None:
    """The end of "2015-16"; also of "2010-12", which was read as a month."""
    behind = _SHORT_END.match(text, point.span[0] + 4, end)
    if behind is None or (point.first is not None and not point.is_weak):
        return None
    year = _century(behind[1])
    return (
        (Month(year=year), (point.span[0], behind.end())) if start_year < year <= start_year + _LONGEST_CAREER else None
    )


def _lasting(text: str, point: _Point, year: int, end: int) -> tuple[Month, int]:
    """The last month of a single point and where it ends: "May 2014 (3 months)" is until July."""
    lasting = _LASTING.match(text, point.span[1], end)
    if lasting is None or point.first is None:
        return Month(year=year, month=point.last), point.span[1]
    months = int(lasting[1]) * (12 if lasting[2][0] in "yY" else 1)
    years, month = divmod(point.first - 1 + max(0, months - 1), 12)
    return Month(year=min(2100, year + years), month=month + 1), lasting.end()


def _point(match: re.Match[str]) -> _Point:
    group, span = match.groupdict(), match.span()
    if name := group["bare_name"]:
        return _Point(None, MONTHS[name.lower()], MONTHS[name.lower()], span)
    if name := group["name"] or group["weak_name"]:
        month = MONTHS[name.lower()]
        return _Point(_year(group["name_year"] or group["weak_year"]), month, month, span, bool(group["weak_name"]))
    if group["quarter"]:
        last = 3 * int(group["quarter"])
        return _Point(_year(group["quarter_year"]), last - 2, last, span)
    if group["season"]:
        return _Point(_year(group["season_year"]), *SEASONS[group["season"].lower()], span)
    if group["day_year"]:
        one, two = int(group["one"]), int(group["two"])
        named = next((number for number in (one, two) if 1 <= number <= 12), None)
        return _Point(int(group["day_year"]), named, named, span)
    if group["iso_year"]:
        month = int(group["iso_month"])
        is_bare = group["iso"] != "." and len(match[0]) == len("2010-12")
        is_weak = is_bare and _century(group["iso_month"]) > int(group["iso_year"])
        return _Point(int(group["iso_year"]), month, month, span, is_weak)
    if group["year"]:
        return _Point(int(group["year"]), None, None, span)
    month = int(group["month"] or group["short_month"])
    return _Point(_year(group["month_year"] or group["short_year"]), month, month, span, bool(group["short_month"]))


def _year(digits: str) -> int:
    digits = digits.lstrip("'’")
    return int(digits) if len(digits) == 4 else _century(digits)


def _century(digits: str) -> int:
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)
