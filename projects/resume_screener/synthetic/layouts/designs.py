"""The PDF layouts, as data."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from projects.resume_screener.resume import SectionKind
from projects.resume_screener.synthetic.layouts import forms
from projects.resume_screener.synthetic.layouts.forms import (
    Theme,
    contact_line,
    contact_lines,
    headed_contact,
    name_rows,
)
from projects.resume_screener.synthetic.layouts.pdf import REST, Block, Design, Stack, white
from projects.resume_screener.synthetic.layouts.typeset import MARGIN, WIDTH, Style

_FULL = WIDTH - 2 * MARGIN
_HALF = (_FULL - 24) / 2
_NARROW = 165.0
_WIDE = WIDTH - _NARROW - 24 - 2 * 30
_SIDE = (SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.CERTIFICATIONS, SectionKind.INTERESTS)


def _spread(text: str) -> str:
    """Letters with spaces between, as some draw headings: "S K I L L S"."""
    return "   ".join(" ".join(word) for word in text.split(" "))


def _ligatures(text: str) -> str:
    return text.replace("fi", "ﬁ").replace("fl", "ﬂ")


_PLAIN = Theme(forms.title_first, forms.groups)
_SERIF = Theme(
    forms.organisation_first,
    forms.commas,
    Style("Times-Roman", 10.5),
    Style("Times-Bold", 10.5),
    Style("Times-Bold", 12, before=10),
    Style("Times-Bold", 22, align="centre"),
    spelling=str.upper,
)
_COMPACT = Theme(
    forms.title_first,
    forms.one_each,
    Style(size=9),
    Style("Helvetica-Bold", 9),
    Style("Helvetica-Bold", 11, before=9, colour="#1f4e79"),
    Style("Helvetica-Bold", 18),
    mark="-",
)
_VERA = Theme(
    forms.one_line,
    forms.groups,
    Style("Vera", 9, drawn=_ligatures),
    Style("VeraBd", 9, drawn=_ligatures),
    Style("VeraBd", 11, before=11, tracking=4),
    Style("VeraBd", 18, tracking=2),
    spelling=str.upper,
    mark="▪",
)
_ACADEMIC = Theme(
    forms.dates_at_the_right,
    forms.commas,
    Style("Times-Roman", 9, breaks_words=True),
    Style("Times-Italic", 9),
    Style("Times-Bold", 10.5, before=7),
    Style("Times-Bold", 15),
)
_LINKEDIN = Theme(
    forms.linkedin,
    forms.one_each,
    Style(size=9.5),
    Style("Helvetica-Bold", 9.5),
    Style("Helvetica", 14, before=12),
    mark="",
)
_SIDEBAR = replace(_COMPACT, body=Style(size=8.5), skills=forms.one_each)


_SPREAD = replace(_PLAIN, heading=replace(_PLAIN.heading, drawn=_spread), spelling=str.upper)
_RIGHT = replace(_PLAIN, entry=forms.dates_at_the_right, skills=forms.grid)
_TIMELINE = replace(_PLAIN, entry=forms.dates_in_the_margin, mark="–")
_TABLE = replace(_COMPACT, entry=forms.table_row, skills=forms.grid)
_INLINE = replace(_SERIF, entry=forms.one_line, name=replace(_SERIF.name, align="left"))
_MIXED = replace(_COMPACT, entry=forms.organisation_first, mark="•")


def _single(
    theme: Theme, drawn_by: Literal["column", "height"] = "column", running: tuple[str, str] = ("", "")
) -> Design:
    stack = Stack(MARGIN, _FULL, (name_rows, contact_line, REST))
    return Design(theme, (stack,), drawn_by=drawn_by, running=running)


DESIGNS: dict[str, Design] = {
    "classic": _single(_PLAIN),
    "centred": _single(_SERIF),
    "letter_spaced": _single(_VERA),
    "spread_headings": _single(_SPREAD),
    "dates_right": _single(_RIGHT, drawn_by="height"),
    "timeline": _single(_TIMELINE),
    "table": _single(_TABLE, drawn_by="height"),
    "academic": _single(_ACADEMIC, running=("", "{page}/{pages}")),
    "page_numbers": _single(_INLINE, running=("{name} – Curriculum Vitae", "Page {page} of {pages}")),
    "two_columns": Design(
        _COMPACT,
        (
            Stack(MARGIN, _HALF, (SectionKind.SUMMARY, SectionKind.EXPERIENCE), rank=1),
            Stack(MARGIN + _HALF + 24, _HALF, (REST,), rank=2),
        ),
        top=Stack(MARGIN, _FULL, (name_rows, contact_line), rank=0),
    ),
    "two_columns_mixed": Design(
        _MIXED,
        (
            Stack(MARGIN, _HALF, (REST,), rank=1),
            Stack(MARGIN + _HALF + 24, _HALF, (SectionKind.EXPERIENCE,), rank=2),
        ),
        top=Stack(MARGIN, _FULL, (name_rows, contact_line), rank=0, theme=_SERIF),
        drawn_by="height",
    ),
    "sidebar_left": Design(
        _COMPACT,
        (
            Stack(30, _NARROW, (headed_contact, *_SIDE), theme=_SIDEBAR),
            Stack(30 + _NARROW + 24, _WIDE, (name_rows, REST)),
        ),
        blocks=(Block(0, 30 + _NARROW + 10, "#eeeeee"),),
    ),
    "sidebar_right": Design(
        _PLAIN,
        (
            Stack(WIDTH - 30 - _NARROW, _NARROW, (contact_lines, *_SIDE), theme=white(_SIDEBAR)),
            Stack(30, _WIDE, (name_rows, REST)),
        ),
        blocks=(Block(WIDTH - 30 - _NARROW - 12, _NARROW + 42, "#20405f"),),
    ),
    "linkedin": Design(
        _LINKEDIN,
        (
            Stack(30, _NARROW, (headed_contact, *_SIDE[:-1]), theme=white(replace(_SIDEBAR, mark=""))),
            Stack(30 + _NARROW + 24, _WIDE, (name_rows, REST)),
        ),
        blocks=(Block(0, 30 + _NARROW + 10, "#293e49"),),
        running=("", "Page {page} of {pages}"),
    ),
}
