"""DOCX: what Word shows, in its order, and nothing from outside of the file."""

from __future__ import annotations

import docx
import pytest

from projects.resume_screener.reading import read
from projects.resume_screener.resume import Document
from shared.documents.limits import Limits
from shared.documents.unreadable import Damaged, NoText, TooManyCharacters, ZipBomb
from tests.shared.documents.files import docx_file, part, saved, with_parts

MAIN = "word/document.xml"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def document_of(data: bytes) -> Document:
    return read(data, "resume.docx", Limits())


def with_body(inner: str, prologue: str = "") -> bytes:
    """A document whose main part is written by hand."""
    xml = f'<?xml version="1.0"?>{prologue}<w:document {NAMESPACES}><w:body>{inner}</w:body></w:document>'
    return with_parts(docx_file(), {MAIN: xml.encode()})


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def box(text: str) -> str:
    return f"<w:txbxContent>{paragraph(run(text))}</w:txbxContent>"


def test_paragraphs_lists_and_tabs_come_in_order() -> None:
    document = docx.Document()
    document.add_heading("Experience", 1)
    document.add_paragraph("Engineer, Acme\t2019 - 2021")
    document.add_paragraph("built pipelines", style="List Bullet")
    document.add_paragraph("مرحبا and 中文")

    assert document_of(saved(document)).text == (
        "Experience\nEngineer, Acme\t2019 - 2021\n• built pipelines\nمرحبا and 中文"
    )


def test_the_header_comes_first_and_the_footer_last() -> None:
    document = docx.Document()
    document.add_paragraph("Body")
    document.sections[0].header.paragraphs[0].text = "jane@example.org"
    document.sections[0].footer.paragraphs[0].text = "References on request"

    assert document_of(saved(document)).text.split("\n\n") == ["jane@example.org", "Body", "References on request"]


def test_the_rows_of_a_table_are_lines_and_the_cells_of_a_layout_are_texts() -> None:
    document = docx.Document()
    skills = document.add_table(2, 2)
    for cell, text in zip(skills._cells, ["Python", "expert", "SQL", "good"], strict=True):
        cell.text = text
    layout = document.add_table(1, 2)
    for cell, text in zip(layout._cells, ["Contact\njane\nLondon\nUK", "Experience"], strict=True):
        cell.text = ""
        for line in text.split("\n"):
            cell.add_paragraph(line)

    assert [line for line in document_of(saved(document)).text.split("\n") if line] == [
        "Python\texpert",
        "SQL\tgood",
        "Contact",
        "jane",
        "London",
        "UK",
        "Experience",
    ]


def test_a_text_box_is_read_once_although_word_writes_it_twice() -> None:
    alternatives = (
        f"<mc:AlternateContent><mc:Choice>{box('new form')}</mc:Choice>"
        f"<mc:Fallback>{box('old form')}</mc:Fallback></mc:AlternateContent>"
    )

    text = document_of(with_body(paragraph(run("anchor"), f"<w:r>{alternatives}</w:r>"))).text

    assert text.split() == ["anchor", "new", "form"]


def test_deleted_and_hidden_text_is_left_out_and_inserted_and_linked_text_is_not() -> None:
    body = paragraph(
        run("seen"),
        f"<w:del><w:r><w:delText>deleted</w:delText></w:r><w:r>{box('gone')}</w:r></w:del>",
        run(" hidden", "<w:vanish/>"),
        f"<w:ins>{run(' inserted')}</w:ins>",
        f"<w:hyperlink>{run(' linked')}</w:hyperlink>",
    )

    assert document_of(with_body(body)).text == "seen inserted linked"


def test_macros_are_not_run_and_told() -> None:
    document = document_of(with_parts(docx_file("text"), {"word/vbaProject.bin": b"\xd0\xcf"}))

    assert document.text == "text"
    assert any("macros" in warning for warning in document.quality.warnings)


def test_fields_that_ask_programs_are_not_followed_and_told() -> None:
    field = '<w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"</w:instrText></w:r>'

    document = document_of(with_body(paragraph(field, run("text"))))

    assert document.text == "text"
    assert any("programs" in warning for warning in document.quality.warnings)


def test_a_header_outside_of_the_file_is_not_followed() -> None:
    package = docx_file("text")
    reference = (
        b'<w:headerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        b'w:type="default" r:id="rId99"/>'
    )
    main = part(package, MAIN)
    start = main.index(b">", main.index(b"<w:sectPr")) + 1
    relationship = b'<Relationship Id="rId99" Type="x/header" Target="http://127.0.0.1:9/x" TargetMode="External"/>'
    relationships = part(package, "word/_rels/document.xml.rels")
    linked = with_parts(
        package,
        {
            MAIN: main[:start] + reference + main[start:],
            "word/_rels/document.xml.rels": relationships.replace(
                b"</Relationships>", relationship + b"</Relationships>"
            ),
        },
    )

    assert document_of(linked).text == "text"


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(ZipBomb, match="unpacks"):
        document_of(with_body(paragraph(run("0" * 60_000_000))))


def test_entities_are_refused() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))

    with pytest.raises(Damaged):
        document_of(with_body(paragraph(run("&a11;")), f"<!DOCTYPE w:document [{entities}]>"))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_refused(kept: float) -> None:
    data = docx_file("Some text. " * 100)

    with pytest.raises(Damaged, match="again"):
        document_of(data[: int(len(data) * kept)])


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(NoText):
        document_of(docx_file())


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(TooManyCharacters):
        read(docx_file("word " * 300), "a.docx", Limits(max_chars=1_000))
