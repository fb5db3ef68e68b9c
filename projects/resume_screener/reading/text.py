"""Plain text, and Markdown as the text it is."""

from __future__ import annotations

from projects.resume_screener.reading.characters import plain
from projects.resume_screener.reading.extracted import Extracted
from shared.documents.characters import check_length, decode
from shared.documents.kinds import Kind
from shared.documents.limits import Limits


def read(data: bytes, limits: Limits) -> Extracted:
    """Return the text: by its byte order mark, else as UTF-8, else as Windows-1252.

    Raises:
        Unreadable: NotText or TooManyCharacters.
    """
    text = decode(data)
    check_length(len(text), limits.max_chars)
    return Extracted(plain(text), Kind.TEXT.value)
