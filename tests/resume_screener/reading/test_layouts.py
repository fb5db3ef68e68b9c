"""Reading order: each layout is read as a person would read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from projects.resume_screener.reading import read
from shared.documents.limits import Limits
from tests.resume_screener.reading.layouts import (
    HEIGHT,
    LEADING,
    MARGIN,
    WIDTH,
    centred,
    column,
    drawn,
    entry,
    wrapped,
)

PROSE = (
    "Built and ran data pipelines in Python and SQL for a retailer with forty shops, cut the nightly load from six "
    "hours to one, and taught a team of four to test what they ship before anybody else does."
)
SIDE = ["CONTACT", "jane@example.org", "+44 20 7946 0958", "", "SKILLS", "Python", "SQL", "Airflow", "", "English"]
TOP = HEIGHT - 60


def main(width: float) -> list[str]:
    return ["EXPERIENCE", "Data Engineer, Acme", *wrapped(PROSE, width), "", "EDUCATION", "MSc Computer Science"]


def text_of(*pages: Callable[[Canvas], object], rotation: int = 0) -> str:
    return read(drawn(*pages, rotation=rotation), "resume.pdf", Limits()).text


def said(*lines: str) -> list[str]:
    return [line for line in lines if line]


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


@pytest.mark.parametrize(("leading", "size"), [(LEADING, 10.0), (15.5, 9.0)])
def test_a_sidebar_at_the_left_comes_after_the_header_and_before_the_rest(leading: float, size: float) -> None:
    def page(canvas: Canvas) -> None:
        y = centred(canvas, "Jane Doe", TOP, 20)
        column(canvas, SIDE, MARGIN, y, leading=leading, size=size)
        column(canvas, main(330), 200, y)

    assert lines_of(text_of(page)) == said("Jane Doe", *SIDE, *main(330))


@pytest.mark.parametrize(("leading", "size"), [(LEADING, 10.0), (15.5, 9.0)])
def test_a_sidebar_at_the_right_comes_last(leading: float, size: float) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, main(330), MARGIN, TOP)
        column(canvas, SIDE, 420, TOP, leading=leading, size=size)

    assert lines_of(text_of(page)) == said(*main(330), *SIDE)


def test_columns_that_are_drawn_line_by_line_are_columns() -> None:
    left, right = wrapped(PROSE, 220), wrapped(PROSE[::-1], 220)

    def page(canvas: Canvas) -> None:
        y = TOP
        for first, second in zip(left, right, strict=False):
            canvas.drawString(MARGIN, y, first)
            y = column(canvas, [second], 320, y)

    count = min(len(left), len(right))
    assert lines_of(text_of(page)) == [*left[:count], *right[:count]]


def test_three_columns_are_read_one_after_the_other() -> None:
    def page(canvas: Canvas) -> None:
        for x in (400.0, 50.0, 225.0):
            column(canvas, [f"Column at {x:.0f}", *wrapped(PROSE, 150)], x, TOP)

    third = wrapped(PROSE, 150)
    assert lines_of(text_of(page)) == ["Column at 50", *third, "Column at 225", *third, "Column at 400", *third]


def test_what_spans_both_columns_divides_them() -> None:
    def page(canvas: Canvas) -> None:
        y = centred(canvas, "A summary that spans both of the columns below, from left to right", TOP)
        after = column(canvas, [f"left {number} of the upper part" for number in range(4)], MARGIN, y)
        column(canvas, [f"right {number} of the upper part" for number in range(4)], 320, y)
        y = centred(canvas, "A heading in the middle that also spans both of the columns here", after - 20)
        column(canvas, [f"left {number} of the lower part" for number in range(4)], MARGIN, y)
        column(canvas, [f"right {number} of the lower part" for number in range(4)], 320, y)

    heads = [line.split(" of ")[0] for line in lines_of(text_of(page))]
    part = [f"{side} {number}" for side in ("left", "right") for number in range(4)]
    assert [head for head in heads if "span" not in head] == [*part, *part]


def test_dates_at_the_right_edge_stay_with_their_entry() -> None:
    def page(canvas: Canvas) -> None:
        y = TOP
        for number in range(4):
            y = entry(canvas, f"Engineer {number}, Acme", f"{2010 + number} - {2011 + number}", y)
            y = column(canvas, wrapped(PROSE, 480), MARGIN, y)

    found = lines_of(text_of(page))
    assert found[:2] == ["Engineer 0, Acme\t2010 - 2011", wrapped(PROSE, 480)[0]]
    assert sum("\t" in line for line in found) == 4


@pytest.mark.parametrize("dates_last", [False, True])
def test_a_year_for_every_line_stays_with_its_line(dates_last: bool) -> None:
    def page(canvas: Canvas) -> None:
        rows = [(TOP - LEADING * number, number) for number in range(6)]
        if dates_last:
            column(canvas, [f"Certificate {number} of something long" for number in range(6)], MARGIN, TOP)
        for y, number in rows:
            if not dates_last:
                canvas.drawString(MARGIN, y, f"Certificate {number} of something long")
            canvas.drawRightString(WIDTH - MARGIN, y, f"{2010 + number}")

    assert lines_of(text_of(page)) == [f"Certificate {n} of something long\t{2010 + n}" for n in range(6)]


def test_dates_at_the_left_stay_with_their_entry() -> None:
    def page(canvas: Canvas) -> None:
        y = TOP
        for number in range(4):
            canvas.drawString(MARGIN, y, f"01/{2010 + number} - 12/{2011 + number}")
            y = column(canvas, [f"Engineer {number}, Acme", *wrapped(PROSE, 330)], 190, y)

    assert lines_of(text_of(page))[:2] == ["01/2010 - 12/2011\tEngineer 0, Acme", wrapped(PROSE, 330)[0]]


def test_dates_at_the_left_stay_with_their_entry_below_headings_of_their_own_column() -> None:
    def page(canvas: Canvas) -> None:
        y = TOP
        for number, heading in enumerate(("EDUCATION", "EXPERIENCE", "PROJECTS", "AWARDS")):
            y = column(canvas, [heading], MARGIN, y - LEADING)
            canvas.drawString(MARGIN, y, f"{2010 + number}")
            y = column(canvas, [f"First of {heading.lower()}", *wrapped(PROSE, 330)], 190, y)

    found = lines_of(text_of(page))

    assert found[:3] == ["EDUCATION", "2010\tFirst of education", wrapped(PROSE, 330)[0]]
    assert "2013\tFirst of awards" in found


@pytest.mark.parametrize(
    ("beginning", "end"), [("May 2019 - November", "2022"), ("05/2019 -", "11/2022"), ("2019 to", "present")]
)
def test_a_period_that_wraps_in_its_column_is_whole(beginning: str, end: str) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, [beginning, end], MARGIN, TOP)
        column(canvas, ["Data Engineer", "Acme, Leeds", *wrapped(PROSE, 330)], 190, TOP)

    assert lines_of(text_of(page))[:2] == [f"{beginning} {end}\tData Engineer", "Acme, Leeds"]


def test_periods_below_each_other_stay_apart() -> None:
    years = ["2022 - present", "2019", "2016 - 2018", "May 2015"]

    assert lines_of(text_of(lambda canvas: column(canvas, years, MARGIN, TOP))) == years


def test_a_heading_beside_its_section_comes_before_it() -> None:
    def page(canvas: Canvas) -> None:
        y = TOP
        for heading in ("EXPERIENCE", "EDUCATION", "SKILLS"):
            canvas.drawString(MARGIN, y, heading)
            y = column(canvas, [f"First of {heading.lower()}", *wrapped(PROSE, 330)], 190, y)

    assert lines_of(text_of(page))[:3] == ["EXPERIENCE", "First of experience", wrapped(PROSE, 330)[0]]


def test_the_rows_of_a_table_stay_rows() -> None:
    rows = [("Python", "expert", "5 years"), ("SQL", "good", "4 years"), ("Airflow", "good", "a year")]

    def page(canvas: Canvas) -> None:
        y = TOP
        for cells in rows:
            for x, cell in zip((MARGIN, 200, 350), cells, strict=True):
                canvas.drawString(x, y, cell)
            y -= LEADING

    assert lines_of(text_of(page)) == ["\t".join(cells) for cells in rows]


def test_bullets_belong_to_their_items_however_far_they_hang() -> None:
    items = wrapped(PROSE, 400)

    def page(canvas: Canvas) -> None:
        for number, item in enumerate(items):
            canvas.drawString(MARGIN, TOP - LEADING * number, "\u2022")
            canvas.drawString(MARGIN + 25, TOP - LEADING * number, item)

    assert lines_of(text_of(page)) == [f"• {item}" for item in items]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_like_an_upright_one(rotation: int) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, main(330), MARGIN, 500)

    assert lines_of(text_of(page, rotation=rotation)) == said(*main(330))


@pytest.mark.parametrize("degrees", [90, 270])
def test_text_along_the_edge_comes_after_the_upright_text(degrees: int) -> None:
    def page(canvas: Canvas) -> None:
        column(canvas, main(330), MARGIN, TOP)
        canvas.saveState()
        canvas.translate(WIDTH - 30, 400)
        canvas.rotate(degrees)
        canvas.drawString(0, 0, "Along the edge")
        canvas.restoreState()

    assert lines_of(text_of(page)) == said(*main(330), "Along the edge")


def test_what_pages_repeat_is_read_once() -> None:
    def page(number: int) -> Callable[[Canvas], object]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(MARGIN, HEIGHT - 30, "Jane Doe, jane@example.org")
            column(canvas, [f"{PROSE.split()[8 * number + line]} Line" for line in range(8)], MARGIN, TOP)
            canvas.drawCentredString(WIDTH / 2, 30, f"Page {number} of 3")

        return draw

    text = text_of(*(page(number) for number in (1, 2, 3)))

    assert text.count("jane@example.org") == 1
    assert "Page" not in text
    assert text.count("Line") == 24


def test_a_sentence_that_comes_again_at_the_edge_of_another_page_is_read_again() -> None:
    def page(*lines: str) -> Callable[[Canvas], object]:
        return lambda canvas: column(canvas, lines, MARGIN, TOP)

    first = [*(f"Line {line}" for line in range(8)), "Led workshops"]
    second = ["Led workshops", *(f"Line {line} of the rest" for line in range(8))]

    assert lines_of(text_of(page(*first), page(*second))) == [*first, *second]


def test_a_running_head_that_counts_pages_goes_although_the_first_page_has_none() -> None:
    def first(canvas: Canvas) -> None:
        column(canvas, ["Jane Doe", *[f"Line {line}" for line in range(8)]], MARGIN, TOP)

    def second(canvas: Canvas) -> None:
        canvas.drawString(MARGIN, HEIGHT - 30, "Jane Doe - page 2")
        column(canvas, [f"Line {line} of the rest" for line in range(8)], MARGIN, TOP)

    assert text_of(first, second).count("Jane Doe") == 1


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_word_is_lost_wherever_it_stands(data: st.DataObject) -> None:
    numbers = st.integers(0, 60)
    places = data.draw(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30, unique=True))

    def page(canvas: Canvas) -> None:
        for number, (column_number, row) in enumerate(places):
            canvas.drawString(20 + 9 * column_number, 20 + 13 * row, f"w{number}")

    text = text_of(page)

    for number in range(len(places)):
        assert f"w{number}" in text
