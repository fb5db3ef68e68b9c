"""Pseudonyms: stored rows and log lines never hold a user id.

The same id and key give the same pseudonym, so that a user's rows can be found, counted and erased; without the key
nobody can go from a pseudonym back to an id, not even by trying all ids.
"""

from hashlib import blake2b, sha256

from pydantic import SecretStr


def pseudonym(identifier: str, key: SecretStr) -> str:
    """Return the keyed BLAKE2b hash of ``identifier`` (RFC 7693): 128 bits as 32 hexadecimal digits."""
    fitting = sha256(key.get_secret_value().encode()).digest()
    return blake2b(identifier.encode(), key=fitting, digest_size=16).hexdigest()
