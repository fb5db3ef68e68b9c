from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from projects.resume_screener.store import Cipher, WrongStorageKey

CIPHER = Cipher(SecretStr("one secret for all"))
OTHER = Cipher(SecretStr("another secret"))


@given(data=st.binary(max_size=200), context=st.text(max_size=20))
def test_what_was_sealed_comes_back_whole(data: bytes, context: str) -> None:
    assert CIPHER.open(CIPHER.seal(data, context), context) == data


@given(data=st.binary(min_size=1, max_size=50), place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(data: bytes, place: int, bit: int) -> None:
    sealed = bytearray(CIPHER.seal(data, "row"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(WrongStorageKey):
        CIPHER.open(bytes(sealed), "row")


def test_another_secret_opens_nothing_and_says_what_is_wrong() -> None:
    with pytest.raises(WrongStorageKey, match="storage key is not the one"):
        OTHER.open(CIPHER.seal(b"Ada", "row"), "row")


def test_a_row_cannot_stand_in_for_another() -> None:
    with pytest.raises(WrongStorageKey):
        CIPHER.open(CIPHER.seal(b"Ada", "one"), "two")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01short", b"\x02" + bytes(40)])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(WrongStorageKey):
        CIPHER.open(sealed, "row")


def test_the_same_bytes_sealed_twice_look_different() -> None:
    assert CIPHER.seal(b"Ada", "row") != CIPHER.seal(b"Ada", "row")


def test_a_file_has_one_name_under_one_secret_and_another_under_another() -> None:
    names = {CIPHER.name(b"file"), Cipher(SecretStr("one secret for all")).name(b"file")}
    assert len(names) == 1
    assert names.isdisjoint({OTHER.name(b"file"), CIPHER.name(b"file ")})
