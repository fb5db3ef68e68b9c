"""Periods of time and the many ways in which resumes write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from projects.resume_screener.resume import Month

_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_SUMMER = (6, 7, 8)


class DateStyle(StrEnum):
    """A habit of writing periods: each person has one."""

    SHORT = "Jan 2019 – Present"
    LONG = "January 2019 - March 2021"
    NUMERIC = "03/2018 - 11/2021"
    DOTTED = "05.2017 – 02.2019"
    ISO = "2017-05 — 2019-02"
    APOSTROPHE = "Sept. '18 – Jan. '20"
    TO_DATE = "Mar 2019 to date"
    YEARS = "2015–2018"
    SINCE = "since 2020"
    SEASON = "Summer 2014"


WITH_MONTHS = frozenset(DateStyle) - {DateStyle.YEARS, DateStyle.SINCE, DateStyle.SEASON}


@dataclass(frozen=True)
class Period:
    """From one month to another, both counted, as months since year 0; ``is_current``: still going on at ``last``."""

    first: int
    last: int
    is_current: bool = False


@dataclass(frozen=True)
class Written:
    """A period as words, with what a reader can know from them.

    ``shortest`` and ``longest``: the periods that agree with the words and have the fewest and the most months.
    """

    text: str
    start: Month
    end: Month | None
    shortest: Period
    longest: Period


def index(year: int, month: int) -> int:
    """Return the months since year 0."""
    return 12 * year + month - 1


def months(periods: Iterable[Period]) -> int:
    """Return the number of months that lie in at least one period: overlaps count once, gaps don't."""
    return len({month for period in periods for month in range(period.first, period.last + 1)})


def write(period: Period, style: DateStyle) -> Written:
    """Write a period; a style that can't say it (a summer of two years, "since" for what has ended) falls back."""
    year, month = divmod(period.first, 12)
    if style == DateStyle.SEASON and _is_summer(period):
        return _loosely(period, f"Summer {year}", margin=2)
    if style == DateStyle.SINCE and period.is_current:
        return _by_year(period, f"since {year}")
    if style in (DateStyle.YEARS, DateStyle.SINCE):
        return _by_year(period, _years(period))
    separator, now, form = _FORMS.get(style, _FORMS[DateStyle.SHORT])
    end = now if period.is_current else _point(period.last, form)
    text = f"{_point(period.first, form)}{separator}{end}"
    last = None if period.is_current else _month(period.last)
    return Written(text, Month(year=year, month=month + 1), last, period, period)


_FORMS: dict[DateStyle, tuple[str, str, str]] = {
    DateStyle.SHORT: (" – ", "Present", "{short} {year}"),
    DateStyle.LONG: (" - ", "Present", "{long} {year}"),
    DateStyle.NUMERIC: (" - ", "Current", "{month:02}/{year}"),
    DateStyle.DOTTED: (" – ", "now", "{month:02}.{year}"),
    DateStyle.ISO: (" — ", "present", "{year}-{month:02}"),
    DateStyle.APOSTROPHE: (" – ", "Present", "{dotted} '{decade:02}"),
    DateStyle.TO_DATE: (" to ", "date", "{short} {year}"),
}


def _point(position: int, form: str) -> str:
    year, month = divmod(position, 12)
    name = _NAMES[month]
    dotted = name if len(name) < 5 else f"{'Sept' if name == 'September' else name[:3]}."
    return form.format(short=name[:3], long=name, dotted=dotted, month=month + 1, year=year, decade=year % 100)


def _month(position: int) -> Month:
    return Month(year=position // 12, month=position % 12 + 1)


def _is_summer(period: Period) -> bool:
    months_of_year = [position % 12 + 1 for position in range(period.first, period.last + 1)]
    return set(months_of_year) <= set(_SUMMER) and len(months_of_year) <= len(_SUMMER)


def _loosely(period: Period, text: str, *, margin: int) -> Written:
    """A season: nobody can say from which month to which."""
    year = Month(year=period.first // 12)
    middle = index(year.year, _SUMMER[1])
    return Written(text, year, year, Period(middle, middle), Period(middle - margin, middle + margin))


def _years(period: Period) -> str:
    first, last = period.first // 12, period.last // 12
    if period.is_current:
        return f"{first}–Present"
    return str(first) if first == last else f"{first}–{last}"


def _by_year(period: Period, text: str) -> Written:
    """Only years: any month of the first to any month of the last."""
    first, last = period.first // 12, period.last // 12
    latest_start = min(index(first, 12), period.last)
    earliest_end = period.last if period.is_current else max(latest_start, index(last, 1))
    latest_end = period.last if period.is_current else index(last, 12)
    return Written(
        text,
        Month(year=first),
        None if period.is_current else Month(year=last),
        Period(latest_start, earliest_end, period.is_current),
        Period(index(first, 1), latest_end, period.is_current),
    )
