"""A scan: pages that show something and say nothing."""

from __future__ import annotations

from io import BytesIO
from random import Random

from projects.resume_screener.synthetic.layouts.pdf import File
from projects.resume_screener.synthetic.layouts.typeset import HEIGHT, MARGIN, WIDTH
from projects.resume_screener.synthetic.outline import Outline

_LINES = 40


def scanned(outline: Outline) -> File:
    """Grey strokes where the words were: a reader must refuse it, not guess."""
    from reportlab.pdfgen.canvas import Canvas

    file, random = BytesIO(), Random(outline.person.name)
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    canvas.setFillGray(0.3)
    for line in range(_LINES):
        canvas.rect(MARGIN, HEIGHT - MARGIN - 18 * line, random.uniform(80, WIDTH - 2 * MARGIN), 6, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return File(file.getvalue(), ())
