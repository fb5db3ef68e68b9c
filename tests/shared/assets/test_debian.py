"""Files inside Debian packages: a real package, built here, and an apt-get that hands it out."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.assets import (
    Asset,
    AssetHashMismatch,
    AssetUnavailable,
    DebianPackage,
    Gunzipped,
    SourceError,
    Url,
    fetch_asset,
)

if TYPE_CHECKING:
    from tests.shared.assets.conftest import FileServer

CONTENT = b"pixels" * 1000
CONTROL = (
    "Package: tiny-data\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody <nobody@localhost>\nDescription: tiny\n"
)
NO_DPKG = "dpkg-deb is not installed: only Debian and its relatives have it"


@pytest.fixture
def deb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with two files, and an `apt-get download` that copies it."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip(NO_DPKG)
    tree = tmp_path / "tree"
    for folder in ("DEBIAN", "usr/share/tiny"):
        (tree / folder).mkdir(parents=True, mode=0o755)
    (tree / "DEBIAN/control").write_text(CONTROL, "utf-8")
    (tree / "usr/share/tiny/pixels.gz").write_bytes(gzip.compress(CONTENT))
    (tree / "usr/share/tiny/labels").write_bytes(b"labels")
    deb = tmp_path / "tiny-data_1.0_all.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", tree, deb], check=True, capture_output=True)
    apt = tmp_path / "bin" / "apt-get"
    apt.parent.mkdir()
    apt.write_text(
        f'#!/bin/sh\n[ "$*" = "download tiny-data=1.0" ] && cp {deb} . || {{ echo "E: No such"; exit 100; }} >&2\n'
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", f"{apt.parent}{os.pathsep}{os.environ['PATH']}")
    return deb


def member(deb: Path, name: str = "usr/share/tiny/labels") -> DebianPackage:
    sha256 = hashlib.sha256(deb.read_bytes()).hexdigest()
    return DebianPackage(package="tiny-data", version="1.0", deb_sha256=sha256, member=name)


def make_asset(source: DebianPackage | Gunzipped, content: bytes, filename: str = "tiny") -> Asset:
    sha256 = hashlib.sha256(content).hexdigest()
    return Asset(
        name="tiny",
        version="1",
        licence="MIT",
        size=len(content),
        sha256=sha256,
        filename=filename,
        sources=(source,),
    )


def test_a_packed_file_inside_a_package_is_unpacked(deb: Path, tmp_path: Path) -> None:
    asset = make_asset(Gunzipped(member(deb, "usr/share/tiny/pixels.gz")), CONTENT)
    assert fetch_asset(asset, folder=tmp_path / "assets").read_bytes() == CONTENT
    assert not (tmp_path / "assets" / ".part").exists()


def test_members_of_one_package_share_its_download(deb: Path, tmp_path: Path) -> None:
    packed = make_asset(Gunzipped(member(deb, "usr/share/tiny/pixels.gz")), CONTENT)
    plain = make_asset(member(deb), b"labels", "labels")
    fetch_asset(packed, folder=tmp_path / "assets")
    deb.unlink()
    assert fetch_asset(plain, folder=tmp_path / "assets").read_bytes() == b"labels"


def test_a_package_with_another_content_is_refused(deb: Path, tmp_path: Path) -> None:
    source = member(deb)
    deb.write_bytes(deb.read_bytes() + b"\n")
    with pytest.raises(AssetUnavailable) as caught:
        fetch_asset(make_asset(source, b"labels"), folder=tmp_path / "assets")
    [(_, mismatch)] = caught.value.failures
    assert isinstance(mismatch, AssetHashMismatch)
    assert mismatch.file == deb.name


def test_a_package_without_the_member_says_so(deb: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file usr/share/gone"):
        member(deb, "usr/share/gone").save(tmp_path / "out", cache=tmp_path / "cache")


def test_a_package_that_apt_can_not_find_is_reported_in_its_words(deb: Path, tmp_path: Path) -> None:
    source = DebianPackage(package="gone", version="1.0", deb_sha256="0" * 64, member="usr/share/gone")
    with pytest.raises(SourceError, match=r"^No such$"):
        source.save(tmp_path / "out", cache=tmp_path / "cache")


def test_a_system_without_apt_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    source = DebianPackage(package="tiny-data", version="1.0", deb_sha256="0" * 64, member="usr/share/tiny/labels")
    with pytest.raises(SourceError, match="apt-get is not installed"):
        source.save(tmp_path / "out", cache=tmp_path / "cache")


@pytest.mark.parametrize("damaged", [b"<html>", gzip.compress(CONTENT)[:-9], b"\x1f\x8b\x08" + bytes(30)])
def test_what_is_no_complete_gzip_file_is_the_fault_of_its_source(
    damaged: bytes, server: FileServer, tmp_path: Path
) -> None:
    server.files["tiny.gz"] = damaged
    asset = make_asset(Gunzipped(Url(server.url("/tiny.gz"))), CONTENT)
    with pytest.raises(AssetUnavailable, match="not a complete gzip file"):
        fetch_asset(asset, folder=tmp_path / "assets")


def test_content_is_pinned_however_it_was_packed(server: FileServer, tmp_path: Path) -> None:
    for level in (1, 9):
        server.files["tiny.gz"] = gzip.compress(CONTENT, level)
        asset = make_asset(Gunzipped(Url(server.url("/tiny.gz"))), CONTENT)
        assert fetch_asset(asset, folder=tmp_path / str(level)).read_bytes() == CONTENT
