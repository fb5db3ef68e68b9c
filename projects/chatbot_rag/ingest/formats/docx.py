"""DOCX (ISO/IEC 29500): a ZIP of XML, of which only the parts with text are unpacked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.kinds import Kind
from projects.chatbot_rag.ingest.limits import MIB, Limits
from projects.chatbot_rag.ingest.outline import Draft
from projects.chatbot_rag.ingest.unreadable import Damaged, Encrypted, UnsupportedKind, ZipBomb

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}pPr"})
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADING = re.compile(r"heading ([1-9])")
_DAMAGED = "The file is damaged: {}. Open it in a word processor and save it again."
_UNCHECKED_BYTES = MIB
"""What may be unpacked whatever the ratio: a small file of equal lines packs well."""


def read(data: bytes, title: str, limits: Limits) -> Parsed:
    """Return paragraphs, lists and tables in the order of the body; the title is the stated one, else a heading's.

    Deleted and hidden text is left out. Nothing is executed, no relationship to the outside is followed, and XML with
    a document type, the means of entity attacks, is refused.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            package = _Package(archive, len(data), limits)
            main = package.main_part()
            styles = _styles(package.xml(posixpath.join(posixpath.dirname(main), "styles.xml")))
            document = package.xml(main)
            core = package.xml("docProps/core.xml")
    except (BadZipFile, EOFError, NotImplementedError):
        raise Damaged(_DAMAGED.format("it can't be unpacked")) from None
    body = document.find(f"{_W}body") if document is not None else None
    if body is None:
        raise Damaged(_DAMAGED.format("it has no body"))
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


class _Package:
    """Parts of the ZIP, unpacked as far as the limits go, whatever its headers say about their size."""

    def __init__(self, archive: ZipFile, packed_bytes: int, limits: Limits) -> None:
        self._archive = archive
        self._left = min(limits.max_unzipped_bytes, max(_UNCHECKED_BYTES, int(packed_bytes * limits.max_unzip_ratio)))

    def xml(self, name: str) -> _Element | None:
        """The root of a part; None: there is no such part."""
        from lxml import etree

        if name not in self._archive.NameToInfo:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._unpacked(name), parser)
        except etree.XMLSyntaxError:
            raise Damaged(_DAMAGED.format("its XML has errors")) from None
        if root.getroottree().docinfo.doctype:
            raise Damaged(_DAMAGED.format("its XML has a document type, which Word never writes"))
        return root

    def main_part(self) -> str:
        """The name of the part with the text, by the package's own relationships."""
        relationships = self.xml("_rels/.rels")
        for relationship in relationships if relationships is not None else ():
            is_main = relationship.get("Type", "").endswith("/officeDocument")
            if is_main and relationship.get("TargetMode") != "External":
                return posixpath.normpath(str(relationship.get("Target", ""))).lstrip("/")
        raise Damaged(_DAMAGED.format("it does not say where its text is"))

    def _unpacked(self, name: str) -> bytes:
        if self._archive.getinfo(name).flag_bits & 1:
            raise Encrypted("The file has a password. Save it without one.")
        with self._archive.open(name) as part:
            content = part.read(self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            raise ZipBomb("The file unpacks to far more than its size allows. Save the text as a new document.")
        if _STRICT_W in content[:4096]:
            raise UnsupportedKind(
                "The file is a Strict Open XML document. Save it as an ordinary Word document (.docx)."
            )
        return content


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
