"""What the service showed, sealed: a decision is logged with these numbers, not with what a client claims."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

from pydantic import TypeAdapter, ValidationError

from projects.resume_screener.store import Cipher, Shown, WrongStorageKey

CONTEXT = "receipt"
_SHOWN = TypeAdapter(Shown)


class InvalidReceipt(ValueError):
    """The receipt is not one that this service gave."""

    def __init__(self) -> None:
        super().__init__("this receipt was not given here, or was changed: send one of the latest ranking as it is")


def issue(shown: Shown, cipher: Cipher) -> str:
    """Return what stands for ``shown``: opaque to its holder, and of no use once a character is changed."""
    return urlsafe_b64encode(cipher.seal(_SHOWN.dump_json(shown), CONTEXT)).decode()


def redeem(receipt: str, cipher: Cipher) -> Shown:
    """Return what was shown. Raises InvalidReceipt."""
    try:
        return _SHOWN.validate_json(cipher.open(urlsafe_b64decode(receipt.encode()), CONTEXT))
    except (NotBase64, UnicodeEncodeError, WrongStorageKey, ValidationError):
        raise InvalidReceipt from None
