"""Every layout is a file of its kind, says all of the resume, and is the same each time."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import docx
import pypdfium2
import pytest

from projects.resume_screener.synthetic import draw_person
from projects.resume_screener.synthetic.layouts import LAYOUTS, File
from projects.resume_screener.synthetic.layouts.typeset import Cell, Column, Flow, Style, wrap
from projects.resume_screener.synthetic.measure import words
from projects.resume_screener.synthetic.outline import Outline, outline

VETERAN = outline(draw_person(119), 119)
SAYING = [name for name in LAYOUTS if name != "scanned.pdf"]


def said(file: File) -> list[str]:
    return [word for region in file.regions for block in region.blocks for word in words(block)]


def told(written: Outline) -> set[str]:
    person = written.person
    facts = [person.name, person.email, *(position.organisation for position in person.positions)]
    facts += [skill for values in person.skills.values() for skill in values]
    facts += [bullet.text for position in person.positions for bullet in position.bullets]
    return {word for fact in facts for word in words(fact)}


def test_there_are_more_than_a_dozen_layouts_of_pdf_and_several_of_the_others() -> None:
    endings = [name.rpartition(".")[2] for name in LAYOUTS]
    assert endings.count("pdf") >= 14
    assert endings.count("docx") >= 6
    assert endings.count("txt") >= 2


@pytest.mark.parametrize("layout", SAYING)
def test_a_layout_leaves_nothing_out(layout: str) -> None:
    file = LAYOUTS[layout](VETERAN)
    assert told(VETERAN) <= set(said(file))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_resume_is_the_same_bytes(layout: str) -> None:
    assert LAYOUTS[layout](VETERAN).data == LAYOUTS[layout](VETERAN).data


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name.endswith(".pdf")])
def test_no_line_leaves_its_page(layout: str) -> None:
    with pypdfium2.PdfDocument(LAYOUTS[layout](VETERAN).data) as pdf:
        for page in pdf:
            width, height = page.get_size()
            text = page.get_textpage()
            boxes = [text.get_rect(number) for number in range(text.count_rects())]
            assert all(0 <= left <= right <= width and 0 <= low <= high <= height for left, low, right, high in boxes)


def test_a_veteran_fills_several_pages() -> None:
    with pypdfium2.PdfDocument(LAYOUTS["classic.pdf"](VETERAN).data) as pdf:
        assert len(pdf) >= 3


def test_running_words_are_told_apart_from_the_text() -> None:
    file = LAYOUTS["page_numbers.pdf"](VETERAN)
    assert file.running[:2] == (f"{VETERAN.person.name} – Curriculum Vitae", f"Page 1 of {len(file.running) // 2}")
    assert not set(file.running) & {block for region in file.regions for block in region.blocks}


def test_a_scan_has_pages_and_no_words() -> None:
    file = LAYOUTS["scanned.pdf"](VETERAN)
    assert file.regions == ()
    with pypdfium2.PdfDocument(file.data) as pdf:
        assert [page.get_textpage().get_text_range() for page in pdf] == [""]


def test_columns_of_a_page_are_regions_in_the_order_of_reading() -> None:
    regions = LAYOUTS["two_columns.pdf"](VETERAN).regions
    assert [(region.page, region.rank) for region in regions] == sorted((part.page, part.rank) for part in regions)
    assert {region.rank for region in regions if region.page == 0} == {0, 1, 2}


def test_a_text_box_is_in_the_file_twice_and_said_once() -> None:
    file = LAYOUTS["text_box_header.docx"](VETERAN)
    with ZipFile(BytesIO(file.data)) as package:
        assert package.read("word/document.xml").decode().count(VETERAN.person.email) == 2
    assert said(file).count(VETERAN.person.email) == 1


def test_contact_can_stand_in_the_header_alone() -> None:
    document = docx.Document(BytesIO(LAYOUTS["contact_in_header.docx"](VETERAN).data))
    assert document.sections[0].header.paragraphs[0].text == VETERAN.person.name
    assert all(VETERAN.person.email not in paragraph.text for paragraph in document.paragraphs)


def test_long_words_are_broken_only_where_the_style_allows() -> None:
    text = "a rather extraordinarily complicated configuration"
    plain, broken = Style(), Style(breaks_words=True)
    assert " ".join(wrap(text, plain, 110)) == text
    lines = wrap(text, broken, 110)
    assert any(line.endswith("-") for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_a_row_that_does_not_fit_goes_to_the_next_page() -> None:
    rows = [(Cell(str(number), Style()),) for number in range(100)]
    flow = Flow(Column(left=50, width=400, rank=0)).set(rows)
    assert [block for region in flow.regions() for block in region.blocks] == [str(number) for number in range(100)]
    assert {line.page for line in flow.lines} == {0, 1}
    assert all(line.y >= flow.column.bottom - 1 for line in flow.lines)
