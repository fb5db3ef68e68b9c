"""From the bytes of a file that nobody vouches for to text: PDF, DOCX, HTML, Markdown, plain text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import TypeAlias

from projects.chatbot_rag.documents import Parsed
from shared.documents.kinds import Accepted, Kind, kind_of
from shared.documents.limits import Limits
from shared.documents.unreadable import Damaged, Empty, NoText, Unreadable, too_large

Reader: TypeAlias = Callable[[bytes, str, Limits], Parsed]
_FORMATS = {Kind.PDF: "pdf", Kind.DOCX: "docx", Kind.HTML: "html", Kind.MARKDOWN: "markdown", Kind.TEXT: "text"}
_ACCEPTED = Accepted(frozenset(_FORMATS), "Send PDF, DOCX, HTML, Markdown or plain text.")


def read(data: bytes, name: str, limits: Limits) -> Parsed:
    """Return the file as text with sections.

    Takes as long and as much memory as the file makes its parser take, and PDFium is not thread-safe: a service calls
    ``read_in_child``.

    Args:
        data: the whole file. Its content decides on the kind.
        name: what the file is called; tells Markdown from plain text and is the title of last resort.
        limits: what the file may have.

    Raises:
        Unreadable: one of its subclasses says why, and what to do.
    """
    if not data:
        raise Empty("The file is empty. Check that it was saved, and send it again.")
    if len(data) > limits.max_bytes:
        raise too_large(limits.max_bytes)
    kind = kind_of(data, name, _ACCEPTED)
    try:
        parsed = _reader(kind)(data, PurePath(name).stem or "Untitled", limits)
    except (Unreadable, MemoryError):
        raise
    except Exception as exc:  # noqa: BLE001  whatever a parser raises: its message may quote the document
        raise Damaged(f"The file is damaged ({type(exc).__name__}). Save or download it again.") from None
    if not parsed.sections:
        raise NoText("There is no text in the file. Check that it is the right one.")
    return parsed


def _reader(kind: Kind) -> Reader:
    reader: Reader = import_module(f"projects.chatbot_rag.ingest.formats.{_FORMATS[kind]}").read
    return reader
