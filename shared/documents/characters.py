"""Bytes to characters, and which characters are kept."""

from __future__ import annotations

import codecs
import re

from shared.documents.unreadable import NotText, TooManyCharacters

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls other than tab and line feed
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, soft hyphen, direction
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"  # annotation marks and what is no character
    "\U000e0000-\U000e01ef]"  # tags and extra variation selectors
    # Joiners shape Arabic, Indic and emoji; between Latin letters they only hide something.
    "|(?<![\u0590-\U0001faff])[\u200c\u200d]+"
)
_CONTROL = re.compile(b"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROLS_UTF8 = 0.3
_MAX_CONTROLS_CP1252 = 0.01


def clean(text: str) -> str:
    r"""Return the text with \n for every line end and without the characters that nobody sees.

    Control characters, zero-width and direction marks and Unicode tags can hide a text from a reader that a model
    reads (https://www.unicode.org/reports/tr36/). Nothing else changes: no Unicode normalisation.
    """
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def byte_order(data: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark names and the length of the mark; None: there is none."""
    return next(((encoding, len(mark)) for mark, encoding in _BOMS if data.startswith(mark)), None)


def decode(data: bytes) -> str:
    """Return the characters: by byte order mark, else as UTF-8, else as Windows-1252.

    Raises:
        NotText: too many of the bytes are control characters.
    """
    if (marked := byte_order(data)) is not None:
        encoding, mark = marked
        return data[mark:].decode(encoding, errors="replace")
    controls = len(_CONTROL.findall(data)) / max(1, len(data))
    try:
        text, accepted = data.decode(), _MAX_CONTROLS_UTF8
    except UnicodeDecodeError:
        text, accepted = data.decode("cp1252", errors="replace"), _MAX_CONTROLS_CP1252
    if controls > accepted:
        raise NotText("The file is not text. Send PDF, DOCX or plain text.")
    return text


def check_length(characters: int, max_chars: int) -> None:
    """Raise TooManyCharacters where there are more than ``max_chars``."""
    if characters > max_chars:
        raise TooManyCharacters(
            f"The file has more than {max_chars:,} characters, the limit. Split it into several files."
        )
