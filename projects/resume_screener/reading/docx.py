"""DOCX (ISO/IEC 29500) in the order in which Word shows it: header, body with tables and text boxes, footer."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from projects.resume_screener.reading.characters import plain
from projects.resume_screener.reading.extracted import Extracted
from projects.resume_screener.reading.word import W, lines, list_styles
from shared.documents.characters import check_length
from shared.documents.kinds import Kind
from shared.documents.limits import Limits
from shared.documents.package import Package, damaged, opened

if TYPE_CHECKING:
    from lxml.etree import _Element

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAGE_CHARS = 3000
"""A DOCX does not know its pages; a page of a resume has about so many characters."""
_MACROS = "vbaProject.bin"


def read(data: bytes, limits: Limits) -> Extracted:
    """Return the text a line a paragraph, with tabs between the cells of a row.

    Deleted and hidden text is left out. Nothing is executed and nothing outside of the file is opened: of a file with
    macros, or with fields that ask other programs, the text is read and the recruiter told.

    Raises:
        Unreadable: Damaged, Encrypted, UnsupportedKind, ZipBomb or TooManyCharacters.
    """
    with opened(data, limits) as package:
        main = package.main_part()
        folder = posixpath.dirname(main)
        styles = list_styles(package.xml(posixpath.join(folder, "styles.xml")))
        document = package.xml(main)
        body = document.find(f"{W}body") if document is not None else None
        if body is None:
            raise damaged("it has no body")
        headers, footers = (_edges(package, main, body, kind) for kind in ("header", "footer"))
        warnings = _warnings(package, body)
    parts: list[str] = []
    characters = 0
    for container in (*headers, body, *footers):
        part = "\n".join(_counted(lines(container, styles), characters, limits.max_chars))
        characters += len(part)
        if part.strip() and part not in parts:
            parts.append(part)
    text = plain("\n\n".join(parts))
    return Extracted(text, Kind.DOCX.value, pages=max(1, round(len(text) / _PAGE_CHARS)), warnings=warnings)


def _counted(found: Iterable[str], characters: int, max_chars: int) -> Iterator[str]:
    for line in found:
        characters += len(line) + 1
        check_length(characters, max_chars)
        yield line


def _edges(package: Package, main: str, body: _Element, kind: str) -> list[_Element]:
    """The headers or footers that the body refers to, each part once."""
    relationships = package.xml(posixpath.join(posixpath.dirname(main), "_rels", f"{posixpath.basename(main)}.rels"))
    targets = {
        str(relationship.get("Id")): str(relationship.get("Target", ""))
        for relationship in (relationships if relationships is not None else ())
        if relationship.get("TargetMode") != "External"
    }
    wanted = (targets.get(str(reference.get(_R_ID)), "") for reference in body.iter(f"{W}{kind}Reference"))
    names = dict.fromkeys(posixpath.normpath(posixpath.join(posixpath.dirname(main), target)) for target in wanted)
    roots = (package.xml(name.lstrip("/")) for name in names)
    return [root for root in roots if root is not None]


def _warnings(package: Package, body: _Element) -> tuple[str, ...]:
    found = []
    if any(posixpath.basename(name) == _MACROS for name in package.names):
        found.append("The file has macros. They were not run; don't open it in Word unless you trust its sender.")
    fields = [*(str(field.text) for field in body.iter(f"{W}instrText"))]
    fields += [str(field.get(f"{W}instr", "")) for field in body.iter(f"{W}fldSimple")]
    if any(field.split()[:1] in (["DDE"], ["DDEAUTO"], ["INCLUDETEXT"], ["INCLUDEPICTURE"]) for field in fields):
        found.append("The file has fields that open other files or programs. They were not followed.")
    return tuple(found)
