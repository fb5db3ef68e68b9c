"""The same person and key give the same pseudonym, and nothing leads back."""

import pytest
from pydantic import SecretStr

from shared.privacy import pseudonym

KEY = SecretStr("a key")


def test_stored_rows_stay_findable_from_release_to_release() -> None:
    assert pseudonym("user-1", KEY) == "838a89120cb8a417b7ab7d1fb3768c1b"


def test_one_id_and_key_give_one_pseudonym_and_all_others_another() -> None:
    ids = [str(i) for i in range(1000)]
    pseudonyms = {pseudonym(identifier, key) for identifier in ids for key in (KEY, SecretStr("another"))}
    assert len(pseudonyms) == 2000
    assert pseudonym("1", KEY) == pseudonym("1", KEY)


@pytest.mark.parametrize("identifier", ["", "jane@example.org", "映画", "x" * 10_000, "a\x00b"])
def test_any_id_has_one_of_the_same_form(identifier: str) -> None:
    result = pseudonym(identifier, KEY)
    assert len(result) == 32
    assert set(result) <= set("0123456789abcdef")
