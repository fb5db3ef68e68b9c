"""What an id may look like: the one set of limits for training data and for requests."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_LENGTH = 128
PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
RESERVED = "pseudonym:"
"""Marks people whom the data set does not know: they came by feedback, which is stored without their id."""

_USABLE = re.compile(PRINTABLE.removeprefix("^").removesuffix("$"))


def first_unusable(ids: Iterable[str]) -> str | None:
    """Return the first id that no request could name: empty, too long, or with a control character."""
    return next((key for key in ids if len(key) > MAX_LENGTH or not _USABLE.fullmatch(key)), None)


def of_pseudonym(pseudonym: str) -> str:
    """Return the id in the model of somebody who is known by a pseudonym alone. No request may send it."""
    return RESERVED + pseudonym


def is_reserved(user_id: str) -> bool:
    """Whether an id stands for a pseudonym."""
    return user_id.startswith(RESERVED)
