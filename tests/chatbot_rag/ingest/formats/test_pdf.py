"""PDF: the text of the pages, in sections that a citation can name."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import Limits
from shared.documents.unreadable import Damaged, Encrypted, NoText, TooManyCharacters, TooManyPages
from tests.shared.documents.files import pdf


def parse(data: bytes) -> Parsed:
    return read(data, "paper.pdf", Limits())


def outline(parsed: Parsed) -> list[tuple[tuple[str, ...], str]]:
    return [(section.headings, parsed.text[section.start : section.end]) for section in parsed.sections]


def test_without_bookmarks_the_pages_are_the_sections() -> None:
    parsed = parse(pdf(["First page.", "Goes on."], [], ["Third page: naïve “quotes”."]))

    assert outline(parsed) == [
        (("Page 1",), "First page.\nGoes on."),
        (("Page 3",), "Third page: naïve “quotes”."),
    ]
    assert (parsed.title, parsed.media_type) == ("paper", "application/pdf")


def test_bookmarks_are_the_headings() -> None:
    parsed = parse(
        pdf(
            ["1 Trees", "", "About trees."],
            ["which go on over the page.", "Leaves", "Green.", "Forests", "Many."],
            bookmarks=[(0, "Trees", 0), (1, "Leaves", 1), (0, "Forests", 1), (0, "Not on the page", 1)],
        )
    )

    assert outline(parsed) == [
        (("Trees",), "About trees.\n\nwhich go on over the page."),
        (("Trees", "Leaves"), "Green."),
        (("Forests",), "Forests"),
        (("Not on the page",), "Many."),
    ]
    assert parsed.title == "paper"


@pytest.mark.parametrize(
    ("stated", "title"),
    [("A paper", "A paper"), ("Microsoft Word - a.doc", "paper"), ("thesis.tex", "paper"), ("", "paper")],
)
def test_a_stated_title_counts_unless_it_is_a_file_name(stated: str, title: str) -> None:
    assert parse(pdf(["text"], title=stated)).title == title


def test_a_single_outermost_bookmark_is_the_title() -> None:
    data = pdf(["On trees", "Leaves", "Green."], bookmarks=[(0, "On trees", 0), (1, "Leaves", 0)])

    assert parse(data).title == "On trees"


def test_words_broken_at_the_end_of_a_line_are_mended() -> None:
    parsed = parse(
        pdf(
            [
                "It is well-known that an exam-",
                "ple helps the state-of-the-",
                "art, a well-",
                "known one, as COVID-",
                "19.",
            ]
        )
    )

    assert " ".join(parsed.text.split()) == (
        "It is well-known that an example helps the state-of-the-art, a well-known one, as COVID-19."
    )


def test_gaps_between_lines_part_paragraphs() -> None:
    assert parse(pdf(["A first", "paragraph.", "", "A second", "one."])).text == "A first\nparagraph.\n\nA second\none."


def test_a_sentence_goes_on_over_the_page() -> None:
    assert parse(pdf(["It goes"], ["on here."], ["New."])).text == "It goes\non here.\n\nNew."


def test_headers_and_footers_of_most_pages_are_dropped_and_other_first_lines_are_not() -> None:
    tables = [3, 1, 4, 1, 5]
    pages = [
        ["Annual report 2024", f"Row with {value}", "body", f"{value} is the value", f"- {number} of 5 -"]
        for number, value in enumerate(tables, start=1)
    ]

    text = parse(pdf(*pages)).text

    assert "Annual report" not in text
    assert "of 5" not in text
    assert [line for line in text.split("\n") if line.startswith("Row")] == [f"Row with {value}" for value in tables]


def test_running_heads_of_chapters_are_dropped() -> None:
    pages = [[f"Chapter {number // 4}: Trees {number}", "a", "b", "c", "d"] for number in range(4, 16)]

    assert "Chapter" not in parse(pdf(*pages)).text


def test_short_pages_keep_equal_lines() -> None:
    assert parse(pdf(*[["Agreed."]] * 6)).text.count("Agreed.") == 6


def test_text_outside_of_the_page_is_not_seen() -> None:
    data = pdf(["seen", *[""] * 80, "UNSEEN"])

    assert parse(data).text == "seen"


def test_a_password_is_refused_but_an_empty_one_opens() -> None:
    assert parse(pdf(["Encrypted, but open."], opens_without_password=True)).text == "Encrypted, but open."
    with pytest.raises(Encrypted, match="without one"):
        parse(pdf(["Closed."], opens_without_password=False))


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.98])
def test_a_truncated_file_is_refused(kept: float) -> None:
    data = pdf(*[[f"Page {number}"] for number in range(20)])

    with pytest.raises(Damaged, match="again"):
        parse(data[: int(len(data) * kept)])


def test_a_file_whose_last_revision_is_cut_short_is_refused() -> None:
    update = b"9 0 obj\n<< /Length 9000 >>\nstream\n" + b"x" * 5_000

    with pytest.raises(Damaged, match="cut short"):
        parse(pdf(["The first revision."]) + update)


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(Damaged):
        parse(b"%PDF-1.7\n")


def test_pages_without_text_need_ocr() -> None:
    with pytest.raises(NoText, match="OCR"):
        parse(pdf([], []))


def test_too_many_pages_are_refused_and_as_many_as_allowed_are_read() -> None:
    data = pdf(*[[f"Number {number}."] for number in range(501)])

    with pytest.raises(TooManyPages, match="more than 500 pages"):
        read(data, "a.pdf", Limits(max_pages=500))
    assert len(read(data, "a.pdf", Limits(max_pages=501)).sections) == 501


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(TooManyCharacters):
        read(pdf(*[["word " * 20]] * 20), "a.pdf", Limits(max_chars=1_000))
