from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resume_screener.parsing.months import interval, length, total_months
from projects.resume_screener.resume import Experience, Month

TODAY = date(2024, 6, 15)


def position(start: Month, end: Month | None) -> Experience:
    return Experience(start=start, end=end, span=(0, 0))


def between(start: tuple[int, int | None], end: tuple[int, int | None] | None) -> int:
    last = Month(year=end[0], month=end[1]) if end else None
    return length(interval(Month(year=start[0], month=start[1]), last, TODAY))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ((2019, 1), (2019, 1), 1),
        ((2019, 1), (2019, 3), 3),
        ((2015, None), (2018, None), 36),
        ((2014, None), (2014, None), 6),
        ((2024, 1), None, 6),
        ((2020, None), None, 48),
        ((2024, None), None, 6),
        ((2015, 3), (2018, None), 40),
    ],
)
def test_first_and_last_month_count_and_years_mean_their_middle(
    start: tuple[int, int | None], end: tuple[int, int | None] | None, months: int
) -> None:
    assert between(start, end) == months


def test_an_end_in_the_future_counts_until_today() -> None:
    assert between((2024, 1), (2030, 1)) == between((2024, 1), None)


def test_what_begins_in_the_future_counts_nothing() -> None:
    assert between((2025, 1), (2026, 1)) == 0
    assert between((2025, 1), None) == 0


def test_swapped_ends_are_turned_round() -> None:
    assert between((2019, 3), (2018, 1)) == between((2018, 1), (2019, 3)) == 15


def test_overlaps_count_once_and_gaps_not_at_all() -> None:
    first = position(Month(year=2018, month=1), Month(year=2018, month=12))
    within = position(Month(year=2018, month=6), Month(year=2019, month=1))
    later = position(Month(year=2020, month=1), Month(year=2020, month=2))

    assert total_months([later, within, first], TODAY) == 13 + 2


def test_years_that_follow_each_other_neither_overlap_nor_leave_a_gap() -> None:
    years = [(2010, 2012), (2012, 2015), (2015, 2018)]
    positions = [position(Month(year=first), Month(year=last)) for first, last in years]

    assert total_months(positions, TODAY) == 8 * 12


_MONTHS = st.builds(Month, year=st.integers(1990, 2023), month=st.none() | st.integers(1, 12))
_POSITIONS = st.lists(st.builds(position, _MONTHS, st.none() | _MONTHS), max_size=6)


@given(_POSITIONS)
def test_the_total_lies_between_the_longest_and_the_sum_in_any_order(positions: list[Experience]) -> None:
    lengths = [length(interval(one.start, one.end, TODAY)) for one in positions if one.start]

    total = total_months(positions, TODAY)

    assert max(lengths, default=0) <= total <= sum(lengths)
    assert total == total_months(positions[::-1], TODAY) == total_months(positions * 2, TODAY)
