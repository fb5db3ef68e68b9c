"""Resumes as PDF, drawn line by line, so that a test decides what stands where and in which order it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TypeAlias

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN, LEADING, SIZE = 50.0, 13.0, 10.0
Draw: TypeAlias = Callable[[Canvas], object]


def drawn(*pages: Draw, rotation: int = 0) -> bytes:
    """A PDF of pages that draw themselves."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    for page in pages:
        canvas.setPageRotation(rotation)
        canvas.setFont("Helvetica", SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def column(
    canvas: Canvas, lines: Iterable[str], x: float, y: float, *, leading: float = LEADING, size: float = SIZE
) -> float:
    """Draw lines below each other; return where the next one would stand. An empty line is a gap."""
    canvas.setFontSize(size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= leading
    return y


def entry(canvas: Canvas, title: str, dates: str, y: float) -> float:
    """Draw a title at the left and its dates at the right edge."""
    canvas.drawString(MARGIN, y, title)
    canvas.drawRightString(WIDTH - MARGIN, y, dates)
    return y - LEADING


def centred(canvas: Canvas, text: str, y: float, size: float = SIZE) -> float:
    canvas.setFontSize(size)
    canvas.drawCentredString(WIDTH / 2, y, text)
    return y - 1.5 * size


def wrapped(text: str, width: float, size: float = SIZE) -> list[str]:
    """Lines of at most that width."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Helvetica", size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
