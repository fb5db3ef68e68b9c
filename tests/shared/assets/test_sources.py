from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.assets import (
    Asset,
    AssetHashMismatch,
    AssetUnavailable,
    Source,
    SourceError,
    Url,
    WheelMember,
    Zipped,
    fetch_asset,
)

if TYPE_CHECKING:
    from tests.shared.assets.conftest import FileServer

CONTENT = b"user,item\n"


def make_asset(*sources: Source, filename: str = "tiny.csv", content: bytes = CONTENT) -> Asset:
    return Asset(
        name="tiny",
        version="1",
        licence="MIT",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        filename=filename,
        sources=sources,
    )


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wheel with two data files that pip finds without the network."""
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    wheel = index / "tiny_data-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_data/tiny.csv", CONTENT)
        archive.writestr("tiny_data/other.csv", b"other")
        archive.writestr(
            "tiny_data-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: tiny-data\nVersion: 1.0\nRequires-Python: <3\n",
        )
        archive.writestr(
            "tiny_data-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("tiny_data-1.0.dist-info/RECORD", "")
    return wheel


def member(wheel: Path, name: str = "tiny_data/tiny.csv") -> WheelMember:
    return WheelMember(
        package="tiny-data",
        version="1.0",
        wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        member=name,
    )


def test_a_file_inside_a_wheel_is_extracted(wheel: Path, tmp_path: Path) -> None:
    path = fetch_asset(make_asset(member(wheel)), folder=tmp_path / "assets")
    assert path.read_bytes() == CONTENT


def test_members_of_one_wheel_share_its_download(wheel: Path, tmp_path: Path) -> None:
    first = make_asset(member(wheel))
    second = make_asset(member(wheel, "tiny_data/other.csv"), filename="other.csv", content=b"other")
    fetch_asset(first, folder=tmp_path / "assets")
    wheel.unlink()
    assert fetch_asset(second, folder=tmp_path / "assets").read_bytes() == b"other"


def test_a_wheel_with_another_content_is_refused(wheel: Path, tmp_path: Path) -> None:
    source = member(wheel)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("tiny_data/added.py", "")
    with pytest.raises(AssetUnavailable) as caught:
        fetch_asset(make_asset(source), folder=tmp_path / "assets")
    [(_, mismatch)] = caught.value.failures
    assert isinstance(mismatch, AssetHashMismatch)
    assert mismatch.file == wheel.name
    assert not (tmp_path / "assets" / "wheels" / "tiny-data-1.0.whl").exists()


def test_a_wheel_without_the_member_says_so(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no file tiny_data/gone\.csv"):
        member(wheel, "tiny_data/gone.csv").save(tmp_path / "out", cache=tmp_path / "wheels")


def test_a_package_that_pip_can_not_find_is_reported_in_its_words(wheel: Path, tmp_path: Path) -> None:
    source = member(wheel)
    wheel.unlink()
    with pytest.raises(SourceError, match="No matching distribution found for tiny-data"):
        source.save(tmp_path / "out", cache=tmp_path / "wheels")


def test_an_environment_without_pip_is_reported(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SourceError, match="pip is not installed"):
        member(wheel).save(tmp_path / "out", cache=tmp_path / "wheels")


@pytest.mark.parametrize("place", ["tiny.csv", "movielens/v1/tiny.csv", "tiny"])
def test_the_mirror_is_tried_first(place: str, server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    copy = tmp_path / "mirror" / place
    copy.parent.mkdir(parents=True)
    copy.write_bytes(CONTENT)

    path = fetch_asset(make_asset(Url(server.url("/tiny.csv"))), folder=tmp_path / "assets", mirror=tmp_path / "mirror")

    assert path.read_bytes() == CONTENT
    assert server.requested == []


def test_the_right_one_of_several_files_in_the_mirror_is_taken(tmp_path: Path) -> None:
    for folder, content in (("a", b"old"), ("b", CONTENT), ("c", b"new")):
        (tmp_path / "mirror" / folder).mkdir(parents=True)
        (tmp_path / "mirror" / folder / "tiny.csv").write_bytes(content)
    path = fetch_asset(make_asset(), folder=tmp_path / "assets", mirror=tmp_path / "mirror")
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("name", "reason"), [("tiny.csv", "has SHA-256"), ("other.csv", "no file named tiny.csv or tiny")]
)
def test_a_mirror_that_does_not_help_is_reported_and_passed_over(
    name: str, reason: str, server: FileServer, tmp_path: Path
) -> None:
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / name).write_bytes(b"wrong")
    server.files["tiny.csv"] = CONTENT

    with pytest.raises(AssetUnavailable, match=reason):
        fetch_asset(make_asset(), folder=tmp_path / "assets", mirror=tmp_path / "mirror")
    path = fetch_asset(make_asset(Url(server.url("/tiny.csv"))), folder=tmp_path / "assets", mirror=tmp_path / "mirror")

    assert path.read_bytes() == CONTENT


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_member_of_a_zip_file_is_unpacked(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.zip"] = zipped({"tiny/other.csv": b"other", "tiny/tiny.csv": CONTENT})
    asset = make_asset(Zipped(Url(server.url("/tiny.zip")), "tiny/tiny.csv"))
    folder = tmp_path / "assets"
    assert fetch_asset(asset, folder=folder).read_bytes() == CONTENT
    assert {path.name for path in folder.iterdir()} == {"tiny.csv", ".lock"}


def test_a_zip_file_inside_a_wheel_is_unpacked(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("tiny_data/model.zip", zipped({"tiny.csv": CONTENT}))
    asset = make_asset(Zipped(member(wheel, "tiny_data/model.zip"), "tiny.csv"))
    assert fetch_asset(asset, folder=tmp_path / "assets").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("packed", "message"),
    [
        (zipped({"other.csv": CONTENT}), "no member tiny.csv"),
        (zipped({"tiny.csv": CONTENT})[:-30], "not a complete zip file"),
        (b"<html>", "not a complete zip file"),
        (zipped({"tiny.csv": CONTENT}).replace(CONTENT, CONTENT[::-1]), "not a complete zip file"),
    ],
)
def test_a_zip_file_that_does_not_hold_it_is_refused(
    packed: bytes, message: str, server: FileServer, tmp_path: Path
) -> None:
    server.files["tiny.zip"] = packed
    with pytest.raises(AssetUnavailable, match=message):
        fetch_asset(make_asset(Zipped(Url(server.url("/tiny.zip")), "tiny.csv")), folder=tmp_path / "assets")


def test_a_mirror_may_have_the_file_under_its_published_name(tmp_path: Path) -> None:
    asset = replace(make_asset(filename="beir-tiny.csv"), published_as="tiny.csv")
    for name, content in (("a", b"of something else"), ("b", CONTENT)):
        (tmp_path / "mirror" / name).mkdir(parents=True)
        (tmp_path / "mirror" / name / "tiny.csv").write_bytes(content)
    path = fetch_asset(asset, folder=tmp_path / "assets", mirror=tmp_path / "mirror")
    assert path == tmp_path / "assets" / "beir-tiny.csv"
    assert path.read_bytes() == CONTENT
