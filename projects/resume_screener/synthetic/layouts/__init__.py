"""The layouts: from a resume in words to a file, with what the file says in reading order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from projects.resume_screener.synthetic.layouts import docx, text
from projects.resume_screener.synthetic.layouts.designs import DESIGNS
from projects.resume_screener.synthetic.layouts.pdf import File, draw
from projects.resume_screener.synthetic.layouts.scanned import scanned
from projects.resume_screener.synthetic.layouts.typeset import Region
from projects.resume_screener.synthetic.outline import Outline

Layout = Callable[[Outline], File]

LAYOUTS: dict[str, Layout] = {
    **{f"{name}.pdf": partial(draw, design) for name, design in DESIGNS.items()},
    "plain_styles.docx": docx.plain_styles,
    "bold_headings.docx": docx.bold_headings,
    "contact_in_header.docx": docx.contact_in_header,
    "text_box_header.docx": docx.text_box_header,
    "layout_table.docx": docx.layout_table,
    "skills_table.docx": docx.skills_table,
    "capitals.txt": text.capitals,
    "underlined.txt": text.underlined,
    "scanned.pdf": scanned,
}
"""By name; the ending is that of the file."""

__all__ = ["LAYOUTS", "File", "Layout", "Region"]
