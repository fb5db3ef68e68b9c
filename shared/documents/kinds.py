"""Which kind of file bytes are. The content decides, not the name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from shared.documents.characters import byte_order
from shared.documents.unreadable import Damaged, Encrypted, UnsupportedKind


class Kind(StrEnum):
    """What can be told apart and read, by media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"


@dataclass(frozen=True)
class Accepted:
    """The kinds that a service reads; ``send`` says so to somebody who sent another one: "Send PDF or DOCX."."""

    kinds: frozenset[Kind]
    send: str


_PICTURE = "a picture: text in it needs OCR first"
_PROGRAM = "a program"
_ARCHIVE = "an archive: send the files in it one by one"
_NAMES = {
    Kind.PDF: "a PDF",
    Kind.DOCX: "a Word document",
    Kind.HTML: "a web page: open it in a browser and print it to PDF",
    Kind.MARKDOWN: "Markdown",
    Kind.TEXT: "plain text",
}
_FOREIGN = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"{\\rtf", "RTF: save it as DOCX"),
    (b"%!PS", "PostScript: save it as PDF"),
    (b"\x7fELF", _PROGRAM),
    (b"MZ\x90", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
)
_ZIPPED = (
    ("xl/", "a spreadsheet: save the sheets as text or PDF"),
    ("ppt/", "a presentation: save it as PDF"),
    ("META-INF/", "an OpenDocument file or an e-book: save it as PDF or DOCX"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SNIFFED = 1024
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_ELEMENT = re.compile(
    r"\s*(?><!--.*?-->\s*)*+<(?:article|div|h[1-6]|main|meta|ol|p|section|table|title|ul)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mkd"})


def kind_of(data: bytes, name: str, accepted: Accepted) -> Kind:
    """Return what the file is. The name tells Markdown from plain text, whose bytes look alike.

    Raises:
        UnsupportedKind: a kind that is not accepted; the message ends with what is.
        Encrypted: an Office file with a password.
        Damaged: a ZIP container that is cut short.
    """
    try:
        kind = _kind_of(data, name)
    except UnsupportedKind as exc:
        raise UnsupportedKind(f"{exc} {accepted.send}") from None
    if kind not in accepted.kinds:
        raise UnsupportedKind(f"The file is {_NAMES[kind]}. {accepted.send}")
    return kind


def _kind_of(data: bytes, name: str) -> Kind:
    if data[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(_OLE):
        raise _legacy_office(data)
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            raise UnsupportedKind(f"The file is {what}.")
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise UnsupportedKind(f"The file is {_PICTURE}.")
    return _textual(data, name)


def _zipped(data: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        raise Damaged("The file is cut short or damaged. Save or download it again.") from None
    if any(name.startswith("word/") for name in names):
        return Kind.DOCX
    what = next((what for folder, what in _ZIPPED if any(name.startswith(folder) for name in names)), _ARCHIVE)
    raise UnsupportedKind(f"The file is {what}.")


def _legacy_office(data: bytes) -> Encrypted | UnsupportedKind:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Encrypted("The file has a password. Save it without one.")
    return UnsupportedKind("The file is of an old Office format (.doc, .xls, .ppt): save it as DOCX or PDF.")


def _textual(data: bytes, name: str) -> Kind:
    encoding, mark = byte_order(data) or ("latin-1", 0)
    head = data[mark : mark + 4 * _SNIFFED].decode(encoding, errors="replace")
    markdown = PurePath(name).suffix.lower() in _MARKDOWN_NAMES
    # Markdown may begin with an element of HTML, but not with a whole page.
    if _PAGE.match(head) or (not markdown and _ELEMENT.match(head)):
        return Kind.HTML
    return Kind.MARKDOWN if markdown else Kind.TEXT
