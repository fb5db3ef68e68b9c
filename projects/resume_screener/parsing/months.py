"""How many months of experience periods make.

A month that is named counts as a whole. Where only years are given, the middle of a year is meant: 2015–2018 is from
July 2015 to June 2018, 36 months. This is what it is on average when both days are equally likely to be any of their
year, and positions that follow each other (2012–2015, 2015–2018) neither overlap nor leave a gap. Within one year
(2014, 2014–2014) it is July to December.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from projects.resume_screener.resume import Experience, Month

Interval = tuple[int, int]
"""First and last month, both included, counted from the year 0."""


def interval(start: Month, end: Month | None, today: date) -> Interval | None:
    """Return the months from start to end, or to today's where end is None or later. None: all is in the future.

    Swapped ends are taken the other way round.
    """
    now = _index(today.year, today.month)
    if end is not None and (end.year, end.month or 12) < (start.year, start.month or 1):
        start, end = end, start
    first = _index(start.year, start.month or 7)
    last = now if end is None else _last(end, is_same_year=start.year == end.year)
    if start.month is None and last < first:
        first = _index(start.year, 1)
    last = min(last, now)
    return (first, last) if first <= last else None


def length(months: Interval | None) -> int:
    """How many months that is."""
    return 0 if months is None else months[1] - months[0] + 1


def total_months(positions: Iterable[Experience], today: date) -> int:
    """Return how many months have at least one position: overlaps count once, gaps do not."""
    dated = ((position, position.start) for position in positions)
    intervals = (interval(start, position.end, today) for position, start in dated if start is not None)
    total, covered = 0, -1
    for first, last in sorted(months for months in intervals if months is not None):
        total += max(0, last - max(first - 1, covered))
        covered = max(covered, last)
    return total


def _last(end: Month, *, is_same_year: bool) -> int:
    if end.month is not None:
        return _index(end.year, end.month)
    return _index(end.year, 12 if is_same_year else 6)


def _index(year: int, month: int) -> int:
    return 12 * year + month - 1
