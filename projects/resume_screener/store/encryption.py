"""What is stored of a person is encrypted: AES-256-GCM (NIST SP 800-38D) under a key derived by scrypt (RFC 7914).

A row's id is bound into its ciphertext, so that two rows can't be exchanged unnoticed. Nonces are random 96-bit
numbers: NIST allows 2^32 messages under one key, which is more resumes than there are.
"""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import SecretStr

from projects.resume_screener.store.errors import WrongStorageKey

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
COST, BLOCK_SIZE, PARALLELISM = 2**15, 8, 1
"""OWASP's parameters for scrypt: 32 MiB and about 0.1 s a guess."""
SALT = b"resume_screener.storage"
"""A deployment has one key, so there is nothing that a random salt could tell apart; this one parts it from others."""
ID_CHARS = 32


class Cipher:
    """Seals bytes under one secret, and names files by a hash that only its holder can compute.

    Deriving the key takes about 0.1 s, once for a secret in a process. Safe to use from several threads.
    """

    def __init__(self, secret: SecretStr) -> None:
        root = _root(secret.get_secret_value())
        self._aead = AESGCM(_subkey(root, b"encryption"))
        self._naming = _subkey(root, b"naming")

    def seal(self, data: bytes, context: str) -> bytes:
        """Encrypt and authenticate; only ``open`` with the same ``context`` gives the data back."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._aead.encrypt(nonce, data, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed. Raises WrongStorageKey: another secret or context sealed it, or it was changed."""
        start = len(FORMAT) + NONCE_BYTES
        if not sealed.startswith(FORMAT):
            raise WrongStorageKey
        try:
            return self._aead.decrypt(sealed[len(FORMAT) : start], sealed[start:], context.encode())
        except (InvalidTag, ValueError):
            raise WrongStorageKey from None

    def name(self, data: bytes) -> str:
        """Return the id of a file: the same bytes have the same id, and without the secret it says nothing of them."""
        return hmac.new(self._naming, data, sha256).hexdigest()[:ID_CHARS]


@lru_cache(maxsize=8)
def _root(secret: str) -> bytes:
    return Scrypt(salt=SALT, length=KEY_BYTES, n=COST, r=BLOCK_SIZE, p=PARALLELISM).derive(secret.encode())


def _subkey(root: bytes, purpose: bytes) -> bytes:
    return HKDFExpand(algorithm=SHA256(), length=KEY_BYTES, info=purpose).derive(root)
