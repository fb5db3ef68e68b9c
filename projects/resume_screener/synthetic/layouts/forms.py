"""Forms in which resumes show entries, skills, headers and contacts: words in, rows out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from projects.resume_screener.synthetic.layouts.typeset import Cell, Row, Style, as_it_is
from projects.resume_screener.synthetic.outline import Entry, Outline, Section, Table

_BODY = Style()
_BOLD = Style("Helvetica-Bold")
_HEADING = Style("Helvetica-Bold", 11.5, before=11)
_NAME = Style("Helvetica-Bold", 20)


@dataclass(frozen=True)
class Theme:
    """The styles of a layout, and the form of each part."""

    entry: EntryForm
    skills: TableForm
    body: Style = _BODY
    bold: Style = _BOLD
    heading: Style = _HEADING
    name: Style = _NAME
    spelling: Callable[[str], str] = as_it_is
    mark: str = "•"


EntryForm = Callable[[Entry, Theme], list[Row]]
TableForm = Callable[[Table, Theme], list[Row]]
DATES = 135.0
"""The width of a column that holds dates."""


def section_rows(section: Section, theme: Theme) -> list[Row]:
    """Return the heading and the content of a section."""
    rows: list[Row] = [(Cell(theme.spelling(section.heading), theme.heading),)]
    content = section.content
    if isinstance(content, str):
        return [*rows, _line(content, theme.body)]
    if isinstance(content, Table):
        return rows + theme.skills(content, theme)
    for item in content:
        rows += theme.entry(item, theme) if isinstance(item, Entry) else [_bullet(item, theme)]
    return rows


def title_first(entry: Entry, theme: Theme) -> list[Row]:
    """Title; organisation, place; dates; each on its own line."""
    return [
        _line(entry.first, _apart(theme.bold)),
        _line(_joined(", ", entry.second, entry.place), theme.body),
        _line(entry.dates, theme.body),
        *_bullets(entry, theme),
    ]


def organisation_first(entry: Entry, theme: Theme) -> list[Row]:
    """Organisation, place; title (dates)."""
    return [
        _line(_joined(", ", entry.second, entry.place), _apart(theme.bold)),
        _line(f"{entry.first} ({entry.dates})", theme.body),
        *_bullets(entry, theme),
    ]


def one_line(entry: Entry, theme: Theme) -> list[Row]:
    """Title | organisation | dates."""
    return [
        _line(_joined(" | ", entry.first, entry.second, entry.dates), _apart(theme.bold)),
        *_bullets(entry, theme),
    ]


def dates_at_the_right(entry: Entry, theme: Theme) -> list[Row]:
    """Title with its dates at the right edge; organisation, place below."""
    return [
        (Cell(entry.first, _apart(theme.bold), width=350), _at_the_right(entry.dates, _apart(theme.body))),
        _line(_joined(", ", entry.second, entry.place), theme.body),
        *_bullets(entry, theme),
    ]


def dates_in_the_margin(entry: Entry, theme: Theme) -> list[Row]:
    """A time line: dates in a column of their own at the left."""
    shifted = [
        _line(_joined(", ", entry.second, entry.place), theme.body),
        *_bullets(entry, theme),
    ]
    first = (Cell(entry.dates, _apart(theme.body), width=DATES), Cell(entry.first, _apart(theme.bold), left=DATES))
    return [first, *(tuple(replace(cell, left=cell.left + DATES) for cell in row) for row in shifted)]


def table_row(entry: Entry, theme: Theme) -> list[Row]:
    """A table with a column each for dates, title and organisation."""
    cells = (
        Cell(entry.dates, _apart(theme.body), width=DATES),
        Cell(entry.first, _apart(theme.bold), left=DATES + 5, width=160),
        Cell(_joined(", ", entry.second, entry.place), _apart(theme.body), left=DATES + 170),
    )
    return [cells, *_bullets(entry, theme)]


def linkedin(entry: Entry, theme: Theme) -> list[Row]:
    """Organisation, title, dates with their length, place: as the export of a profile has it."""
    dates = f"{entry.dates} ({entry.lasted})" if entry.lasted else entry.dates
    lines = (entry.first, dates, entry.place)
    return [
        _line(entry.second, _apart(theme.bold)),
        *(_line(line, theme.body) for line in lines if line),
        *(_line(bullet, theme.body) for bullet in entry.bullets),
    ]


def groups(table: Table, theme: Theme) -> list[Row]:
    """A line for every group: "Languages: Python, SQL"."""
    return [_line(f"{name}: {', '.join(values)}", theme.body) for name, values in table.rows]


def commas(table: Table, theme: Theme) -> list[Row]:
    """All values in one paragraph."""
    return [_line(", ".join(value for _, values in table.rows for value in values), theme.body)]


def one_each(table: Table, theme: Theme) -> list[Row]:
    """A bullet for every value."""
    return [_bullet(value, theme) for _, values in table.rows for value in values]


def grid(table: Table, theme: Theme) -> list[Row]:
    """A table: names at the left, values at the right."""
    return [
        (Cell(name, theme.bold, width=100), Cell(", ".join(values), theme.body, left=110))
        for name, values in table.rows
    ]


def name_rows(outline: Outline, theme: Theme) -> list[Row]:
    """Return the name, and what the person is, below it."""
    return [_line(outline.person.name, theme.name), _line(outline.person.headline, _aligned(theme.body, theme))]


def contact_line(outline: Outline, theme: Theme) -> list[Row]:
    """Return everything in one line, with bars between."""
    return [_line(" | ".join(outline.contact), _aligned(theme.body, theme))]


def contact_lines(outline: Outline, theme: Theme) -> list[Row]:
    """Return every way to reach the person on a line of its own."""
    return [_line(line, replace(theme.body, size=8.5)) for line in outline.contact]


def headed_contact(outline: Outline, theme: Theme) -> list[Row]:
    """Return the same below a heading of its own."""
    return [_line("Contact", theme.heading), *contact_lines(outline, theme)]


def _line(text: str, style: Style) -> Row:
    return (Cell(text, style),)


def _bullet(text: str, theme: Theme) -> Row:
    return (Cell(text, theme.body, left=14, mark=theme.mark),)


def _bullets(entry: Entry, theme: Theme) -> list[Row]:
    return [_bullet(bullet, theme) for bullet in entry.bullets]


def _at_the_right(text: str, style: Style) -> Cell:
    return Cell(text, replace(style, align="right"), left=350)


def _apart(style: Style) -> Style:
    return replace(style, before=5)


def _aligned(style: Style, theme: Theme) -> Style:
    return replace(style, align=theme.name.align)


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
