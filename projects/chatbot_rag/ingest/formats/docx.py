"""DOCX (ISO/IEC 29500): a ZIP of XML, of which only the parts with text are unpacked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.outline import Draft
from shared.documents.kinds import Kind
from shared.documents.limits import Limits
from shared.documents.package import damaged, opened

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}pPr"})
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADING = re.compile(r"heading ([1-9])")


def read(data: bytes, title: str, limits: Limits) -> Parsed:
    """Return paragraphs, lists and tables in the order of the body; the title is the stated one, else a heading's.

    Deleted and hidden text is left out. Nothing is executed, no relationship to the outside is followed, and XML with
    a document type, the means of entity attacks, is refused.
    """
    with opened(data, limits) as package:
        main = package.main_part()
        styles = _styles(package.xml(posixpath.join(posixpath.dirname(main), "styles.xml")))
        document = package.xml(main)
        core = package.xml("docProps/core.xml")
    body = document.find(f"{_W}body") if document is not None else None
    if body is None:
        raise damaged("it has no body")
    draft = Draft(limits.max_chars)
    titles = [core.findtext("{http://purl.org/dc/elements/1.1/}title", "").strip()] if core is not None else []
    for block in _blocks(body):
        if block.tag == f"{_W}p":
            titles += _write(draft, block, styles)
        else:
            for row in block.iterchildren(f"{_W}tr"):
                draft.row([_cell(cell) for cell in row.iter(f"{_W}tc") if _row_of(cell) is row])
    titles += [heading.title for heading in draft.headings]
    return draft.finish(next(filter(None, titles), title), Kind.DOCX.value)


def _styles(root: _Element | None) -> dict[str, tuple[int, bool]]:
    """For each style: the level of heading (0 is the title, 10 is body text) and whether it makes list items."""
    found: dict[str, tuple[int, bool]] = {}
    for style in root.iter(f"{_W}style") if root is not None else ():
        based_on = found.get(_value(style, "basedOn"), (10, False))
        name = _value(style, "name").lower()
        heading = _HEADING.fullmatch(name)
        outline = _value(style, "pPr", "outlineLvl")
        level = based_on[0]
        if name == "title":
            level = 0
        elif heading:
            level = int(heading[1])
        elif outline.isdecimal() and int(outline) < 9:
            level = int(outline) + 1
        is_list = based_on[1] or style.find(f"{_W}pPr/{_W}numPr") is not None
        found[style.get(f"{_W}styleId", "")] = (level, is_list)
    return found


def _value(element: _Element, *path: str) -> str:
    child = element.find("/".join(f"{_W}{name}" for name in path))
    return "" if child is None else str(child.get(f"{_W}val", ""))


def _blocks(container: _Element) -> Iterator[_Element]:
    """Paragraphs and tables, also those in content controls and insertions."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _blocks(child)


def _write(draft: Draft, paragraph: _Element, styles: dict[str, tuple[int, bool]]) -> list[str]:
    """Write a paragraph; return the title of the document if that is what it is."""
    level, is_list = styles.get(_value(paragraph, "pPr", "pStyle"), (10, False))
    text = _text(paragraph)
    if level == 0:
        draft.heading(1, text)
        return [" ".join(text.split())]
    if level < 10:
        draft.heading(level, text)
    elif is_list or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        draft.item(text)
    else:
        draft.add("paragraph", text)
    return []


def _text(element: _Element) -> str:
    from lxml import etree

    found: list[str] = []
    walk = etree.iterwalk(element, events=("start",))
    for _, node in walk:
        if node.tag in _SKIPPED or _is_hidden(node):
            walk.skip_subtree()
        elif node.tag == f"{_W}t":
            found.append(node.text or "")
        elif node.tag in _CHARACTERS:
            found.append(_CHARACTERS[node.tag])
    return "".join(found)


def _is_hidden(node: _Element) -> bool:
    hidden = node.find(f"{_W}rPr/{_W}vanish") if node.tag == f"{_W}r" else None
    return hidden is not None and hidden.get(f"{_W}val", "true") not in ("0", "false", "off")


def _cell(cell: _Element) -> str:
    return " ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p"))


def _row_of(cell: _Element) -> _Element | None:
    return next(cell.iterancestors(f"{_W}tr"), None)
