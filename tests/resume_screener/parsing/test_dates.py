from __future__ import annotations

import pytest

from projects.resume_screener.parsing.dates import periods
from projects.resume_screener.resume import Month


def month(written: str | None) -> Month | None:
    if written is None:
        return None
    year, _, number = written.partition("-")
    return Month(year=int(year), month=int(number) if number else None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Jan 2019 – Present", "2019-1", None),
        ("03/2018 - 11/2021", "2018-3", "2021-11"),
        ("2015–2018", "2015", "2018"),
        ("2019 to date", "2019", None),
        ("since 2020", "2020", None),
        ("2019 till date", "2019", None),
        ("01/2014to Current", "2014-1", None),
        ("2017-05 — 2019-02", "2017-5", "2019-2"),
        ("2013.04-2015.03", "2013-4", "2015-3"),
        ("Jan '15 - Dec '17", "2015-1", "2017-12"),
        ("Jan - Mar 2019", "2019-1", "2019-3"),
        ("03/18 - 11/21", "2018-3", "2021-11"),
        ("2015-16", "2015", "2016"),
        ("2010-12", "2010", "2012"),
        ("2010-12 - 2011-03", "2010-12", "2011-3"),
        ("2015/2016", "2015", "2016"),
        ("5 January 2019 to 3 March 2020", "2019-1", "2020-3"),
        ("January 5, 2019 - March 3, 2020", "2019-1", "2020-3"),
        ("12/03/2019 - 31/05/2020", "2019-12", "2020-5"),
        ("Q1 2017 – Q2 2019", "2017-1", "2019-6"),
        ("Fall '16 to Spring '17", "2016-9", "2017-5"),
        ("janvier 2015 - présent", "2015-1", None),
        ("seit 2018", "2018", None),
        ("2020 –", "2020", None),
        ("May 2010 -\nJune 2012", "2010-5", "2012-6"),
    ],
)
def test_a_range_is_read_as_written(text: str, start: str, end: str | None) -> None:
    (period,) = periods(text)

    assert (period.start, period.end) == (month(start), month(end))
    assert period.is_range
    assert text[slice(*period.span)] == text


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Sept. '18", "2018-9", "2018-9"),
        ("Summer 2014", "2014-6", "2014-8"),
        ("Q3 2017", "2017-7", "2017-9"),
        ("May 2014 (3 months)", "2014-5", "2014-7"),
        ("2010-01", "2010-1", "2010-1"),
        ("2014", "2014", "2014"),
    ],
)
def test_a_single_point_is_no_range(text: str, start: str, end: str) -> None:
    (period,) = periods(text)

    assert (period.start, period.end, period.is_range) == (month(start), month(end), False)


@pytest.mark.parametrize(
    "text", ["", "a $2015 budget", "version 2015.3", "2000+ users", "may 20", "11/21", "call 020 7946 0958", "99/2020x"]
)
def test_numbers_that_are_no_dates_are_left(text: str) -> None:
    assert not [period for period in periods(text) if period.is_range or period.start.month]


def test_several_periods_keep_the_order_of_the_text() -> None:
    text = "2019 - Present, before that 2015-2018 and May 2012"

    assert [text[slice(*period.span)] for period in periods(text)] == ["2019 - Present", "2015-2018", "May 2012"]
