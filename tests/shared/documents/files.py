"""Real files, small ones, made on the spot."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document

Bookmarks = Sequence[tuple[int, str, int]]
"""Level from 0, title, page from 0."""
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_FILE_ID = b"0123456789abcdef"
_PERMISSIONS = -4


def pdf(
    *pages: Sequence[str], bookmarks: Bookmarks = (), title: str = "", opens_without_password: bool | None = None
) -> bytes:
    """A PDF with lines of text; an empty line is a gap.

    ``opens_without_password``: None is not encrypted; False needs a password, True is encrypted with an empty one.
    """
    objects: list[bytes] = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    key = None if opens_without_password is None else _file_key(b"" if opens_without_password else b"secret")
    page_numbers = []
    for lines in pages:
        page_numbers.append(len(objects) + 1)
        resources = b"/MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (resources, len(objects) + 2))
        content = _drawn(lines)
        if key is not None:
            content = _rc4(_object_key(key, len(objects) + 1), content)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (
        b" ".join(b"%d 0 R" % number for number in page_numbers),
        len(pages),
    )
    outlines = len(objects) + 1
    objects += _outline(bookmarks, page_numbers, outlines) if bookmarks else []
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R%s >>" % (b" /Outlines %d 0 R" % outlines if bookmarks else b"")
    trailer = b""
    if title:
        objects.append(b"<< /Title (%s) >>" % title.encode("latin-1"))
        trailer += b" /Info %d 0 R" % len(objects)
    if key is not None:
        objects.append(_encryption(b"" if opens_without_password else b"secret"))
        trailer += b" /Encrypt %d 0 R /ID [<%s> <%s>]" % (
            len(objects),
            _FILE_ID.hex().encode(),
            _FILE_ID.hex().encode(),
        )
    return _assembled(objects, trailer)


def _assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            count,
            table,
            count,
            trailer,
            len(data),
        )
    )


def _drawn(lines: Sequence[str]) -> bytes:
    drawn, y = [], 760
    for line in lines:
        text = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        drawn.append(f"BT /F1 10 Tf 72 {y} Td ({text}) Tj ET")
        y -= 12
    return "\n".join(drawn).encode("cp1252")


def _outline(bookmarks: Bookmarks, page_numbers: Sequence[int], root: int) -> list[bytes]:
    numbers = [root + 1 + position for position in range(len(bookmarks))]
    parents = []
    for position, (level, _, _) in enumerate(bookmarks):
        above = [number for number, (other, _, _) in zip(numbers[:position], bookmarks, strict=False) if other < level]
        parents.append(above[-1] if above else root)
    entries = []
    for parent in [root, *numbers]:
        children = [number for number, own in zip(numbers, parents, strict=True) if own == parent]
        entry = b"/First %d 0 R /Last %d 0 R" % (children[0], children[-1]) if children else b""
        if parent != root:
            position = numbers.index(parent)
            _, title, page = bookmarks[position]
            siblings = [number for number, own in zip(numbers, parents, strict=True) if own == parents[position]]
            later = [number for number in siblings if number > parent]
            entry += b" /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit]" % (
                title.encode("latin-1"),
                parents[position],
                page_numbers[page],
            )
            entry += b" /Next %d 0 R" % later[0] if later else b""
        entries.append(b"<< %s >>" % entry)
    return entries


def _file_key(password: bytes) -> bytes:
    """Algorithm 2 of ISO 32000-1, revision 2: 40 bits."""
    padded = (password + _PADDING)[:32]
    return hashlib.md5(padded + _owner() + _PERMISSIONS.to_bytes(4, "little", signed=True) + _FILE_ID).digest()[:5]  # noqa: S324


def _owner() -> bytes:
    return _rc4(hashlib.md5(_PADDING).digest()[:5], _PADDING)  # noqa: S324


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]  # noqa: S324


def _encryption(password: bytes) -> bytes:
    user = _rc4(_file_key(password), _PADDING)
    return b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (
        _owner().hex().encode(),
        user.hex().encode(),
        _PERMISSIONS,
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def docx_file(*paragraphs: str) -> bytes:
    """A DOCX of plain paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: Document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def with_parts(package: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The package with these parts in place of its own."""
    file = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return file.getvalue()


def part(package: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(package)) as archive:
        return archive.read(name)


def zipped(names: Sequence[str]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return file.getvalue()
