"""Secrets that nobody typed: drawn once, kept from then on, replaced by what a user sets."""

from pathlib import Path

import pytest

from shared.secret_files import make_secrets

WANTED = ("PASSWORD", "KEY", "URL=postgresql://app:{PASSWORD}@host/db")


def read(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_the_first_start_draws_them_and_the_next_keeps_them(tmp_path: Path) -> None:
    make_secrets(tmp_path, WANTED, {})
    first = read(tmp_path)
    assert first.keys() == {"PASSWORD", "KEY", "URL"}
    assert len(first["KEY"]) > 40
    assert first["KEY"] != first["PASSWORD"]
    assert first["URL"] == f"postgresql://app:{first['PASSWORD']}@host/db"
    make_secrets(tmp_path, WANTED, {})
    assert read(tmp_path) == first


def test_two_stacks_have_nothing_in_common(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        make_secrets(tmp_path / name, WANTED, {})
    assert not set(read(tmp_path / "one").values()) & set(read(tmp_path / "two").values())


def test_what_the_environment_says_wins_and_is_quoted_where_it_is_part_of_an_address(tmp_path: Path) -> None:
    make_secrets(tmp_path, WANTED, {})
    make_secrets(tmp_path, WANTED, {"PASSWORD": "p@ss/w:rd", "KEY": ""})
    assert read(tmp_path)["PASSWORD"] == "p@ss/w:rd"
    assert read(tmp_path)["URL"] == "postgresql://app:p%40ss%2Fw%3Ard@host/db"


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    make_secrets(tmp_path, WANTED, {})
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o440}


def test_a_template_of_something_unknown_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="OTHER"):
        make_secrets(tmp_path, ["KEY", "URL=x://{OTHER}"], {})
    assert read(tmp_path) == {}
