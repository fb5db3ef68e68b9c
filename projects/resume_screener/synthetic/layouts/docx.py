"""DOCX files in the ways in which people use a word processor: with its styles, without, with tables and text boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from projects.resume_screener.resume import SectionKind
from projects.resume_screener.synthetic.layouts.pdf import File
from projects.resume_screener.synthetic.layouts.textbox import text_box
from projects.resume_screener.synthetic.layouts.typeset import Region
from projects.resume_screener.synthetic.outline import Entry, Outline, Section, Table

if TYPE_CHECKING:
    from docx.document import Document

_WRITTEN = datetime(2026, 6, 15)  # noqa: DTZ001 - the format has no time zone
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_SIDE = (SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.CERTIFICATIONS)


@dataclass
class Writer:
    """Writes into the body of a document or a cell of a table, and remembers what it said."""

    document: Document
    place: Document
    said: list[str] = field(default_factory=list)

    def paragraph(self, text: str, style: str | None = None) -> None:
        """Write a paragraph."""
        self.place.add_paragraph(text, style)
        self.said.append(text)

    def bold(self, text: str) -> None:
        """Write a paragraph in bold."""
        self.place.add_paragraph().add_run(text).bold = True
        self.said.append(text)

    def heading(self, text: str) -> None:
        """Write a heading with the style that is made for it."""
        self.paragraph(text, "Heading 1")

    def section(self, section: Section) -> None:
        """Write a section."""
        self.heading(section.heading)
        content = section.content
        if isinstance(content, str):
            self.paragraph(content)
        elif isinstance(content, Table):
            for name, values in content.rows:
                self.paragraph(f"{name}: {', '.join(values)}")
        else:
            for item in content:
                self.item(item)

    def item(self, item: Entry | str) -> None:
        """Write an entry, or a point of a list."""
        if isinstance(item, Entry):
            self.entry(item)
        else:
            self.paragraph(item, "List Bullet")

    def entry(self, entry: Entry) -> None:
        """Write title and dates with a tab between, the organisation, and the bullets as a list."""
        self.paragraph(f"{entry.first}\t{entry.dates}")
        self.paragraph(", ".join(part for part in (entry.second, entry.place) if part))
        for bullet in entry.bullets:
            self.paragraph(bullet, "List Bullet")

    def grid(self, table: Table) -> None:
        """Write a table with lines, a row for every group."""
        drawn = self.document.add_table(rows=0, cols=2, style="Table Grid")
        for name, values in table.rows:
            cells = drawn.add_row().cells
            cells[0].text, cells[1].text = name, ", ".join(values)
            self.said += [cells[0].text, cells[1].text]


class BoldWriter(Writer):
    """Knows no styles: a heading only looks like one."""

    def heading(self, text: str) -> None:
        """Write bold capitals."""
        self.bold(text.upper())


def plain_styles(outline: Outline) -> File:
    """Title, headings and lists with the styles of the word processor."""
    writer = _new(Writer)
    writer.paragraph(outline.person.name, "Title")
    return _with_contact(writer, outline)


def bold_headings(outline: Outline) -> File:
    """No style at all: headings are bold capitals."""
    writer = _new(BoldWriter)
    writer.bold(outline.person.name)
    return _with_contact(writer, outline)


def contact_in_header(outline: Outline) -> File:
    """Name and contact stand in the header of the page."""
    writer = _new(Writer)
    lines = [outline.person.name, " | ".join(outline.contact)]
    header = writer.document.sections[0].header
    header.paragraphs[0].text = lines[0]
    header.add_paragraph(lines[1])
    writer.said += lines
    writer.paragraph(outline.person.headline)
    return _finished(writer, outline.sections)


def text_box_header(outline: Outline) -> File:
    """Name and contact stand in a text box, which the file holds twice: for new and for old word processors."""
    writer = _new(BoldWriter)
    lines = [outline.person.name, *outline.contact]
    writer.place.add_paragraph()._p.append(text_box(lines))
    writer.said += lines
    writer.paragraph(outline.person.headline)
    return _finished(writer, outline.sections)


def layout_table(outline: Outline) -> File:
    """A table without lines makes two columns: the sidebar at the left."""
    whole = _new(BoldWriter)
    whole.bold(outline.person.name)
    whole.paragraph(outline.person.headline)
    left, right = whole.document.add_table(rows=1, cols=2).rows[0].cells
    side, main = (BoldWriter(whole.document, cell) for cell in (left, right))
    for line in outline.contact:
        side.paragraph(line)
    for section in outline.sections:
        (side if section.kind in _SIDE else main).section(section)
    regions = [Region(rank, 0, rank, tuple(part.said)) for rank, part in enumerate((whole, side, main))]
    return File(_saved(whole.document), tuple(regions))


def skills_table(outline: Outline) -> File:
    """Skills stand in a table with lines."""
    writer = _new(Writer)
    writer.paragraph(outline.person.name, "Title")
    writer.paragraph(" | ".join(outline.contact))
    for section in outline.sections:
        if isinstance(section.content, Table):
            writer.heading(section.heading)
            writer.grid(section.content)
        else:
            writer.section(section)
    return _finished(writer, ())


def _new(kind: type[Writer]) -> Writer:
    import docx

    document = docx.Document()
    return kind(document, document)


def _with_contact(writer: Writer, outline: Outline) -> File:
    writer.paragraph(outline.person.headline)
    writer.paragraph(" | ".join(outline.contact))
    return _finished(writer, outline.sections)


def _finished(writer: Writer, sections: Sequence[Section]) -> File:
    for section in sections:
        writer.section(section)
    return File(_saved(writer.document), (Region(0, 0, 0, tuple(writer.said)),))


def _saved(document: Document) -> bytes:
    """The same document is the same bytes: no date of today, neither in the document nor in the archive."""
    document.core_properties.created = document.core_properties.modified = _WRITTEN
    saved, file = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as old, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name, _ZIPPED), old.read(name), ZIP_DEFLATED)
    return file.getvalue()
