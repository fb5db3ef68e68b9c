"""Periods are written in many ways, and it is known what a reader can tell from each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resume_screener.resume import Month
from projects.resume_screener.synthetic.periods import WITH_MONTHS, DateStyle, Period, Written, index, months, write

ENDED = Period(index(2017, 5), index(2019, 9))
GOING_ON = Period(index(2019, 1), index(2026, 6), is_current=True)
SUMMER = Period(index(2014, 6), index(2014, 8))
PERIODS = st.tuples(st.integers(index(1980, 1), index(2020, 1)), st.integers(0, 70), st.booleans()).map(
    lambda drawn: Period(drawn[0], drawn[0] + drawn[1], drawn[2])
)


@pytest.mark.parametrize(
    ("style", "ended", "going_on"),
    [
        (DateStyle.SHORT, "May 2017 – Sep 2019", "Jan 2019 – Present"),
        (DateStyle.LONG, "May 2017 - September 2019", "January 2019 - Present"),
        (DateStyle.NUMERIC, "05/2017 - 09/2019", "01/2019 - Current"),
        (DateStyle.DOTTED, "05.2017 – 09.2019", "01.2019 – now"),
        (DateStyle.ISO, "2017-05 — 2019-09", "2019-01 — present"),
        (DateStyle.APOSTROPHE, "May '17 – Sept. '19", "Jan. '19 – Present"),
        (DateStyle.TO_DATE, "May 2017 to Sep 2019", "Jan 2019 to date"),
        (DateStyle.YEARS, "2017–2019", "2019–Present"),
        (DateStyle.SINCE, "2017–2019", "since 2019"),
        (DateStyle.SEASON, "May 2017 – Sep 2019", "Jan 2019 – Present"),
    ],
)
def test_each_style_has_its_words(style: DateStyle, ended: str, going_on: str) -> None:
    assert write(ENDED, style).text == ended
    assert write(GOING_ON, style).text == going_on


def test_a_summer_is_written_as_one() -> None:
    written = write(SUMMER, DateStyle.SEASON)
    assert (written.text, written.start) == ("Summer 2014", Month(year=2014))
    assert _count(written.shortest) <= months([SUMMER]) <= _count(written.longest)


def test_years_leave_open_how_many_months() -> None:
    written = write(ENDED, DateStyle.YEARS)
    assert (_count(written.shortest), _count(written.longest)) == (14, 36)
    assert (written.start, written.end) == (Month(year=2017), Month(year=2019))


@given(PERIODS, st.sampled_from(DateStyle))
def test_the_truth_lies_between_the_shortest_and_the_longest(period: Period, style: DateStyle) -> None:
    written = write(period, style)
    assert _count(written.shortest) <= months([period]) <= _count(written.longest)
    assert _is_exact(written) or style not in WITH_MONTHS


def test_overlaps_count_once_and_gaps_do_not_count() -> None:
    first, second, later = Period(0, 11), Period(6, 17), Period(24, 24)
    assert months([first, second, later]) == 18 + 1
    assert months([]) == 0


def _count(period: Period) -> int:
    return months([period])


def _is_exact(written: Written) -> bool:
    return written.shortest == written.longest
