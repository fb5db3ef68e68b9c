"""Opening a PDF (ISO 32000) by PDFium, which is not thread-safe: one file at a time in a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from shared.documents.limits import Limits
from shared.documents.unreadable import Damaged, Encrypted, NoText, TooManyPages

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PASSWORD_ERRORS = (4, 5)
_TAIL_BYTES = 4096


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[PdfDocument]:
    """Open a PDF for the duration of a ``with``. One that an empty password opens is no secret.

    Raises:
        Encrypted: it needs a password.
        Damaged: it is cut short or broken inside.
        TooManyPages: it has more than ``limits.max_pages``.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as exc:
        if exc.err_code in _PASSWORD_ERRORS:
            raise Encrypted("The file has a password. Save it without one.") from None
        raise Damaged("The file is cut short or damaged. Save or download it again.") from None
    with closing(document):
        # PDFium repairs what it can, and so passes over what is missing.
        if b"%%EOF" not in data[-_TAIL_BYTES:]:
            raise Damaged("The file is cut short. Download it again.")
        if len(document) > limits.max_pages:
            raise TooManyPages(
                f"The file has more than {limits.max_pages:,} pages, the limit. Split it into several files."
            )
        yield document


def no_text() -> NoText:
    """The refusal of a PDF without text on any page."""
    return NoText("There is no text on the pages: it looks like a scan and needs OCR. Send the file OCR makes of it.")
