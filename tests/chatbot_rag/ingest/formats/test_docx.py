"""DOCX: what Word shows, in its order, and nothing from outside of the file."""

from __future__ import annotations

import http.server
import threading
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import Limits
from shared.documents.unreadable import (
    Damaged,
    Encrypted,
    NoText,
    TooManyCharacters,
    UnsupportedKind,
    ZipBomb,
)
from tests.shared.documents.files import docx_file, part, saved, with_parts

MAIN = "word/document.xml"
HIDDEN = "<w:vanish/>"
SHOWN = '<w:vanish w:val="0"/>'


def parse(data: bytes) -> Parsed:
    return read(data, "report.docx", Limits())


def outline(parsed: Parsed) -> list[tuple[tuple[str, ...], str]]:
    return [(section.headings, parsed.text[section.start : section.end]) for section in parsed.sections]


def with_body(inner: str, prologue: str = "") -> bytes:
    """A document whose main part is written by hand."""
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    xml = f'<?xml version="1.0"?>{prologue}<w:document {namespaces}><w:body>{inner}</w:body></w:document>'
    return with_parts(docx_file(), {MAIN: xml.encode()})


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_headings_lists_and_tables_come_in_the_order_of_the_body() -> None:
    document = docx.Document()
    document.add_heading("The title", 0)
    document.add_paragraph("Lead.")
    document.add_heading("First", 1)
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["a", "b", "1\n2", "3"], strict=True):
        cell.text = text
    document.add_paragraph("After the table.")
    document.add_heading("Second", 2)
    document.add_paragraph("مرحبا and 中文.")

    parsed = parse(saved(document))

    assert outline(parsed) == [
        (("The title",), "Lead."),
        (("First",), "- one\n- two\n\n| a | b |\n| 1 2 | 3 |\n\nAfter the table."),
        (("First", "Second"), "مرحبا and 中文."),
    ]


def test_the_stated_title_counts_then_a_heading_then_the_name() -> None:
    document = docx.Document()
    document.add_paragraph("text")
    document.core_properties.title = ""
    assert parse(saved(document)).title == "report"
    document.add_heading("A heading", 1)
    assert parse(saved(document)).title == "A heading"
    document.add_heading("The title", 0)
    assert parse(saved(document)).title == "The title"
    document.core_properties.title = "Stated"
    assert parse(saved(document)).title == "Stated"


def test_styles_of_ones_own_inherit_that_they_are_headings() -> None:
    document = docx.Document()
    style = document.styles.add_style("Kapitel", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Chapter", style="Kapitel")
    document.add_paragraph("text")

    assert outline(parse(saved(document))) == [(("Chapter",), "text")]


def test_inserted_text_and_content_controls_are_read_deleted_and_hidden_text_is_not() -> None:
    data = with_body(
        f"<w:p>{run('kept ')}<w:ins>{run('inserted ')}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        f"{run('HIDDEN', HIDDEN)}{run('shown', SHOWN)}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('controlled')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:moveFrom>{run('MOVED')}</w:moveFrom><w:moveTo>{run('moved')}</w:moveTo></w:p>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice><mc:Fallback><w:t>BOX</w:t></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )

    assert parse(data).text == "kept inserted shown\n\ncontrolled\n\nmoved\n\nbox"


def test_an_external_entity_is_refused_and_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    prologue = f'<!DOCTYPE w:document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'

    with pytest.raises(Damaged, match="document type") as refusal:
        parse(with_body(f"<w:p>{run('&x;')}</w:p>", prologue))

    assert "SECRET" not in str(refusal.value)


def test_entities_that_multiply_are_refused() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))

    with pytest.raises(Damaged):
        parse(with_body(f"<w:p>{run('&a11;')}</w:p>", f"<!DOCTYPE w:document [{entities}]>"))


def test_nothing_outside_of_the_file_is_fetched() -> None:
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/x"
        package = docx_file("text")
        relationship = f'<Relationship Id="rId99" Type="x/attachedTemplate" Target="{address}" TargetMode="External"/>'
        own = part(package, "word/_rels/document.xml.rels").decode()
        relationships = own.replace("</Relationships>", f"{relationship}</Relationships>").encode()
        assert parse(with_parts(package, {"word/_rels/document.xml.rels": relationships})).text == "text"
        prologue = f'<!DOCTYPE w:document SYSTEM "{address}">'
        with pytest.raises(Damaged):
            parse(with_body("", prologue))
        server.shutdown()
        thread.join()

    assert asked == []


def test_a_main_part_outside_of_the_file_is_refused() -> None:
    package = docx_file("text")
    relationships = part(package, "_rels/.rels").replace(
        b'Target="word/document.xml"', b'Target="x" TargetMode="External"'
    )

    with pytest.raises(Damaged, match="where its text is"):
        parse(with_parts(package, {"_rels/.rels": relationships}))


def test_a_zip_bomb_is_refused_whatever_its_headers_say() -> None:
    bomb = with_body(f"<w:p>{run('0' * 60_000_000)}</w:p>")
    assert len(bomb) < 200_000
    directory = bomb.rindex(b"word/document.xml") - 46
    understated = bomb[: directory + 24] + (100).to_bytes(4, "little") + bomb[directory + 28 :]

    with pytest.raises(ZipBomb, match="unpacks"):
        parse(bomb)
    with pytest.raises((ZipBomb, Damaged)):
        parse(understated)


def test_parts_count_together() -> None:
    limits = Limits(max_unzipped_bytes=30_000)

    with pytest.raises(ZipBomb):
        read(docx_file("a word " * 5_000), "a.docx", limits)


def test_parts_that_are_not_read_are_not_unpacked() -> None:
    package = with_parts(docx_file("text"), {"word/media/image1.bmp": bytes(100_000_000)})

    assert parse(package).text == "text"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(kept: float) -> None:
    data = docx_file("Some text. " * 100)

    with pytest.raises(Damaged, match="again"):
        parse(data[: int(len(data) * kept)])


def test_a_broken_part_is_refused() -> None:
    with pytest.raises(Damaged, match="XML"):
        parse(with_parts(docx_file(), {MAIN: b"<w:document><w:body>"}))


def test_bytes_changed_on_the_way_are_noticed() -> None:
    data = bytearray(docx_file("Some text."))
    start = bytes(data).index(b"word/document.xml") + len("word/document.xml") + 20
    data[start : start + 30] = bytes(30)

    with pytest.raises(Damaged):
        parse(bytes(data))


def test_an_encrypted_part_is_refused() -> None:
    data = docx_file("text")
    directory = data.index(b"PK\x01\x02")
    flagged = bytearray(data)
    while directory >= 0:
        flagged[directory + 8] |= 1
        directory = data.find(b"PK\x01\x02", directory + 4)

    with pytest.raises(Encrypted):
        parse(bytes(flagged))


def test_a_strict_document_is_refused_with_a_remedy() -> None:
    xml = part(docx_file("text"), MAIN).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    with pytest.raises(UnsupportedKind, match="ordinary Word document"):
        parse(with_parts(docx_file(), {MAIN: xml}))


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(NoText):
        parse(docx_file())


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(TooManyCharacters):
        read(docx_file("word " * 300), "a.docx", Limits(max_chars=1_000))
