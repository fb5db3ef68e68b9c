"""The same person and key give the same pseudonym, and nothing leads back."""

import hashlib
import hmac

import pytest
from pydantic import SecretStr

from shared.privacy import PSEUDONYM_LENGTH, pseudonym

KEY = SecretStr("a key")


def test_it_is_the_hmac_of_the_standard_library() -> None:
    expected = hmac.new(b"a key", b"user-1", hashlib.sha256).hexdigest()
    assert pseudonym("user-1", KEY) == expected[:32]


def test_one_id_and_key_give_one_pseudonym_and_all_others_another() -> None:
    ids = [str(i) for i in range(1000)]
    pseudonyms = {pseudonym(identifier, key) for identifier in ids for key in (KEY, SecretStr("another"))}
    assert len(pseudonyms) == 2000
    assert pseudonym("1", KEY) == pseudonym("1", KEY)


@pytest.mark.parametrize("identifier", ["", "jane@example.org", "映画", "x" * 10_000, "a\x00b"])
def test_any_id_has_one_of_the_same_form(identifier: str) -> None:
    result = pseudonym(identifier, KEY)
    assert len(result) == PSEUDONYM_LENGTH
    assert set(result) <= set("0123456789abcdef")
