"""Pseudonyms: stored rows and log lines never hold a user id.

The same id and key give the same pseudonym, so that a user's rows can be found, counted and erased; without the key
nobody can go from a pseudonym back to an id, not even by trying all ids.
"""

import hmac

from pydantic import SecretStr

PSEUDONYM_LENGTH = 32


def pseudonym(identifier: str, key: SecretStr) -> str:
    """Return HMAC-SHA-256 of ``identifier`` (RFC 2104), cut to 128 bits: 32 hexadecimal digits."""
    return hmac.digest(key.get_secret_value().encode(), identifier.encode(), "sha256").hex()[:PSEUDONYM_LENGTH]
