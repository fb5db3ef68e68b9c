"""Lines of text from the elements of WordprocessingML (ISO/IEC 29500-1, part 17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"
_SKIPPED = frozenset({_FALLBACK, _BOX, f"{W}del", f"{W}moveFrom", f"{W}pPr"})
_CHARACTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_WRAPPERS = frozenset({f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"})
_OFF = ("0", "false", "off")
_LAYOUT_LINES = 3
"""A cell with so many paragraphs is a column of the page, not a datum."""


def lines(container: _Element, list_styles: frozenset[str]) -> Iterator[str]:
    """Yield the paragraphs and rows in a body, a header, a cell or a text box; an empty paragraph is an empty line.

    A table with a long cell is there for the layout: its cells are read one after the other, each as a text of its
    own. In another table a row is a line. What stands in a text box follows the paragraph that it is anchored to.
    """
    for block in _blocks(container):
        if block.tag == f"{W}p":
            yield from _paragraph(block, list_styles)
        else:
            yield from _table(block, list_styles)


def list_styles(root: _Element | None) -> frozenset[str]:
    """The ids of the styles that make list items, by themselves or by what they are based on."""
    found: set[str] = set()
    for style in root.iter(f"{W}style") if root is not None else ():
        if style.find(f"{W}pPr/{W}numPr") is not None or _value(style, "basedOn") in found:
            found.add(str(style.get(f"{W}styleId", "")))
    return frozenset(found)


def _blocks(container: _Element) -> Iterator[_Element]:
    for child in container:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _paragraph(paragraph: _Element, list_styles: frozenset[str]) -> Iterator[str]:
    text = _text(paragraph)
    is_item = paragraph.find(f"{W}pPr/{W}numPr") is not None or _value(paragraph, "pPr", "pStyle") in list_styles
    yield f"• {text.lstrip()}" if is_item and text.strip() else text
    for box in _boxes(paragraph):
        yield ""
        yield from lines(box, list_styles)
        yield ""


def _boxes(paragraph: _Element) -> Iterator[_Element]:
    """The outermost text boxes; of the two forms in which Word writes each for old and new programs, the new one."""
    from lxml import etree

    walk = etree.iterwalk(paragraph, events=("start",))
    for _, node in walk:
        if node.tag == _BOX:
            yield node
        if node.tag in (_BOX, _FALLBACK, f"{W}del"):
            walk.skip_subtree()


def _table(table: _Element, list_styles: frozenset[str]) -> Iterator[str]:
    rows = [[list(lines(cell, list_styles)) for cell in _children(row, "tc")] for row in _children(table, "tr")]
    for row in rows:
        if any(sum(map(bool, cell)) >= _LAYOUT_LINES for cell in row):
            for cell in row:
                yield from cell
                yield ""
        else:
            yield "\t".join(filter(None, (" ".join(" ".join(cell).split()) for cell in row)))


def _children(parent: _Element, name: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those in content controls and insertions."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _text(paragraph: _Element) -> str:
    from lxml import etree

    found: list[str] = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, node in walk:
        if node.tag in _SKIPPED or _is_hidden(node):
            walk.skip_subtree()
        elif node.tag == f"{W}t":
            found.append(node.text or "")
        elif node.tag in _CHARACTERS:
            found.append(_CHARACTERS[node.tag])
    return "".join(found)


def _is_hidden(node: _Element) -> bool:
    if node.tag != f"{W}r":
        return False
    hidden = node.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val", "true") not in _OFF


def _value(element: _Element, *path: str) -> str:
    child = element.find("/".join(f"{W}{name}" for name in path))
    return "" if child is None else str(child.get(f"{W}val", ""))
