"""Plain text."""

from __future__ import annotations

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.outline import sections
from shared.documents.characters import check_length, clean, decode
from shared.documents.kinds import Kind
from shared.documents.limits import Limits

_MAX_TITLE = 80
_NO_TITLE_ENDS = (".", ",", ";", ":", "-")


def read(data: bytes, title: str, limits: Limits) -> Parsed:
    """Return the text in one section. A short first line that does not end like a sentence is the title."""
    text = clean(decode(data))
    check_length(len(text), limits.max_chars)
    first, _, _ = text.lstrip().partition("\n")
    first = first.strip()
    if first and len(first) <= _MAX_TITLE and not first.endswith(_NO_TITLE_ENDS):
        title = first
    return Parsed(title, text, Kind.TEXT.value, sections(text, ()))
