"""From the bytes of a file that nobody vouches for to text in reading order."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias

from projects.resume_screener.reading.extracted import Extracted
from projects.resume_screener.reading.quality import judged
from projects.resume_screener.resume import Document
from shared.documents.kinds import Accepted, Kind, kind_of
from shared.documents.limits import Limits
from shared.documents.unreadable import Damaged, Empty, NoText, Unreadable, too_large

Format: TypeAlias = Callable[[bytes, Limits], Extracted]
_FORMATS = {Kind.PDF: "pdf.read", Kind.DOCX: "docx", Kind.MARKDOWN: "text", Kind.TEXT: "text"}
_ACCEPTED = Accepted(frozenset(_FORMATS), "Send PDF, DOCX or plain text.")


def read(data: bytes, name: str, limits: Limits) -> Document:
    """Return the text of a file with how well it came out.

    Takes as long and as much memory as the file makes its parser take, and PDFium is not thread-safe: a service asks
    ``Readers``.

    Args:
        data: the whole file. Its content decides on the kind, not its name.
        name: what the file is called.
        limits: what the file may have.

    Raises:
        Unreadable: one of its subclasses says why, and what to do; none quotes the file.
    """
    if not data:
        raise Empty("The file is empty. Check that it was saved, and send it again.")
    if len(data) > limits.max_bytes:
        raise too_large(limits.max_bytes)
    kind = kind_of(data, name, _ACCEPTED)
    try:
        extracted = _format(kind)(data, limits)
    except (Unreadable, MemoryError):
        raise
    except Exception as exc:  # noqa: BLE001  whatever a parser raises: its message may quote the document
        raise Damaged(f"The file is damaged ({type(exc).__name__}). Save or download it again.") from None
    if not extracted.text.strip():
        raise NoText("There is no text in the file. Check that it is the right one.")
    return Document(
        text=extracted.text, media_type=extracted.media_type, pages=extracted.pages, quality=judged(extracted)
    )


def _format(kind: Kind) -> Format:
    found: Format = import_module(f"projects.resume_screener.reading.{_FORMATS[kind]}").read
    return found
