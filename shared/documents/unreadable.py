"""Why a file could not be read: one exception for each reason, whose message tells its sender what to do."""

from __future__ import annotations

from typing import ClassVar


class Unreadable(ValueError):
    """The file can't be read. The message holds none of its text; ``code`` names the reason for a program."""

    code: ClassVar[str] = "unreadable"


class Empty(Unreadable):
    """No byte in it."""

    code = "empty"


class TooLarge(Unreadable):
    """More bytes than are accepted."""

    code = "too_large"


class TooManyPages(Unreadable):
    """More pages than are accepted."""

    code = "too_many_pages"


class TooManyCharacters(Unreadable):
    """More text than is accepted."""

    code = "too_many_characters"


class UnsupportedKind(Unreadable):
    """Something that is not read here: a picture, a spreadsheet, a legacy Word file, a program."""

    code = "unsupported_kind"


class Encrypted(Unreadable):
    """It opens only with a password."""

    code = "encrypted"


class Damaged(Unreadable):
    """Cut short, or broken inside."""

    code = "damaged"


class ZipBomb(Unreadable):
    """It unpacks to more than it may."""

    code = "zip_bomb"


class NoText(Unreadable):
    """Readable, and there is no text in it: a scan, for instance."""

    code = "no_text"


class Garbled(Unreadable):
    """There is text in it, but not in letters that make words: fonts that do not say which characters they draw."""

    code = "garbled"


class NotText(Unreadable):
    """Bytes of no known kind, and not characters either."""

    code = "not_text"


class TookTooLong(Unreadable):
    """Reading did not end in time."""

    code = "took_too_long"


class OutOfMemory(Unreadable):
    """Reading took more memory than it may."""

    code = "out_of_memory"


class ReaderCrashed(Unreadable):
    """The process that read it died."""

    code = "reader_crashed"


BY_CODE: dict[str, type[Unreadable]] = {kind.code: kind for kind in Unreadable.__subclasses__()}


def too_large(max_bytes: int) -> TooLarge:
    """The refusal of a file with more than ``max_bytes``."""
    return TooLarge(f"The file has more than {max_bytes / 1e6:.3g} MB, the limit. Split it into several files.")
