"""PDF files: a design says which parts stand in which column; reportlab draws the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from projects.resume_screener.resume import SectionKind
from projects.resume_screener.synthetic.layouts.forms import Theme, section_rows
from projects.resume_screener.synthetic.layouts.typeset import (
    HEIGHT,
    MARGIN,
    WIDTH,
    Column,
    Flow,
    Line,
    Region,
    Row,
    Style,
)
from projects.resume_screener.synthetic.outline import Outline

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

REST: Literal["rest"] = "rest"
"""Stands for all sections that no other column names."""
Part: TypeAlias = SectionKind | Literal["rest"] | Callable[[Outline, Theme], list[Row]]
_SMALL = Style(size=8, colour="#666666")


@dataclass(frozen=True)
class Stack:
    """Parts one below the other in a column; ``theme`` where it is not that of the design."""

    left: float
    width: float
    parts: tuple[Part, ...]
    rank: int = 1
    theme: Theme | None = None


@dataclass(frozen=True)
class Block:
    """A coloured rectangle on every page."""

    left: float
    width: float
    colour: str


@dataclass(frozen=True)
class Design:
    """A layout as data. ``drawn_by``: the order in the file, which need not be the order of reading.

    ``running``: words at the top and the bottom of every page, with {name}, {page} and {pages}.
    """

    theme: Theme
    columns: tuple[Stack, ...]
    top: Stack | None = None
    blocks: tuple[Block, ...] = ()
    drawn_by: Literal["column", "height"] = "column"
    running: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class File:
    """A file with what it says. ``running``: words that are repeated on every page, which a reader may leave out."""

    data: bytes
    regions: tuple[Region, ...]
    running: tuple[str, ...] = ()


def draw(design: Design, outline: Outline) -> File:
    """Set the resume as the design says, and draw it."""
    flows = _flows(design, outline)
    regions = sorted(
        (region for number, flow in enumerate(flows) for region in flow.regions(number)),
        key=lambda region: (region.page, region.rank),
    )
    lines = [line for flow in flows for line in flow.lines]
    pages = 1 + max(line.page for line in lines)
    running = [
        tuple(text.format(name=outline.person.name, page=page + 1, pages=pages) for text in design.running)
        for page in range(pages)
    ]
    return File(
        _painted(design, lines, running),
        tuple(regions),
        tuple(text for page in running for text in page if text),
    )


def _flows(design: Design, outline: Outline) -> list[Flow]:
    flows, top = [], HEIGHT - MARGIN - (14 if design.running[0] else 0)
    later_top = top
    if design.top:
        column = Column(design.top.left, design.top.width, design.top.rank, top, later_top)
        flows.append(Flow(column).set(_rows(design, design.top, outline)))
        top = flows[0].y - 8
    for stack in design.columns:
        column = Column(stack.left, stack.width, stack.rank, top, later_top)
        flows.append(Flow(column).set(_rows(design, stack, outline)))
    return flows


def _rows(design: Design, stack: Stack, outline: Outline) -> list[Row]:
    theme, named = stack.theme or design.theme, _named(design)
    rows: list[Row] = []
    for part in stack.parts:
        if part == REST:
            rest = [section.kind for section in outline.sections if section.kind not in named]
            rows += _of(outline, rest, theme)
        elif isinstance(part, SectionKind):
            rows += _of(outline, [part], theme)
        elif callable(part):
            rows += part(outline, theme)
    return rows


def _of(outline: Outline, kinds: Sequence[SectionKind], theme: Theme) -> list[Row]:
    sections = (outline.section(kind) for kind in kinds)
    return [row for section in sections if section for row in section_rows(section, theme)]


def _named(design: Design) -> set[Part]:
    stacks = [*design.columns, *([design.top] if design.top else [])]
    return {part for stack in stacks for part in stack.parts}


def _painted(design: Design, lines: Iterable[Line], running: Sequence[tuple[str, ...]]) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    _register_fonts()
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    in_order = sorted(lines, key=lambda line: (-line.y, line.x)) if design.drawn_by == "height" else list(lines)
    for page, (head, foot) in enumerate(running):
        for block in design.blocks:
            canvas.setFillColor(block.colour)
            canvas.rect(block.left, 0, block.width, HEIGHT, stroke=0, fill=1)
        _write(canvas, Line(page, MARGIN, HEIGHT - 30, head, _SMALL))
        for line in in_order:
            if line.page == page:
                _write(canvas, line)
        _write(canvas, Line(page, WIDTH - 2.5 * MARGIN, 24, foot, _SMALL))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _write(canvas: Canvas, line: Line) -> None:
    if not line.drawn:
        return
    text = canvas.beginText(line.x, line.y)
    text.setFont(line.style.font, line.style.size)
    text.setFillColor(line.style.colour)
    text.setCharSpace(line.style.tracking)
    text.textOut(line.drawn)
    canvas.drawText(text)


def _register_fonts() -> None:
    """Bitstream Vera comes with reportlab; unlike the standard fonts it is embedded, as a subset."""
    import reportlab
    from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    for name in {"Vera", "VeraBd"} - set(getRegisteredFontNames()):
        registerFont(TTFont(name, folder / f"{name}.ttf"))


def white(theme: Theme) -> Theme:
    """Return the theme with white words, for a dark block."""
    fields = ("body", "bold", "heading", "name")
    return replace(theme, **{field: replace(getattr(theme, field), colour="#ffffff") for field in fields})
