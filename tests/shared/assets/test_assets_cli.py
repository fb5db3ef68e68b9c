import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shared.assets import TABLE
from shared.assets.__main__ import app


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the assets, on a machine where nothing can be downloaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARED__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHARED__ASSET_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    (tmp_path / "assets").mkdir()
    return tmp_path / "assets"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_list_shows_every_file_and_whether_it_is_here(folder: Path) -> None:
    (folder / "ml-1m.zip").touch()
    lines = run("list").output.splitlines()
    assert len(lines) == len(TABLE)
    assert all(asset.licence in line for asset, line in zip(TABLE, lines, strict=True))
    assert [line.split()[0] for line in lines if " present " in line] == ["movielens-1m-archive"]


def test_verify_succeeds_when_nothing_is_wrong(folder: Path) -> None:
    result = run("verify")
    assert result.exit_code == 0
    assert f"0 of {len(TABLE)} files present, 0 wrong" in result.output


def test_verify_fails_when_a_file_is_damaged(folder: Path) -> None:
    (folder / "ml-1m.zip").write_bytes(b"damaged")
    result = run("verify")
    assert result.exit_code == 1
    assert f"WRONG  {folder / 'ml-1m.zip'}" in result.output


@pytest.mark.parametrize(
    ("name", "reason"), [("netflix", "unknown asset 'netflix'"), ("movielens-100k-items", "can't be fetched")]
)
def test_fetch_fails_with_the_reason(name: str, reason: str, folder: Path) -> None:
    result = run("fetch", name)
    assert result.exit_code == 1
    assert reason in result.stderr
    assert result.stdout == ""
