from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.assets import (
    Asset,
    AssetFolderError,
    AssetHashMismatch,
    AssetUnavailable,
    Source,
    UnknownAsset,
    Url,
    fetch,
    fetch_asset,
)

if TYPE_CHECKING:
    from tests.shared.assets.conftest import FileServer

CONTENT = b"user,item\n" * 50_000


def make_asset(*sources: Source, content: bytes = CONTENT) -> Asset:
    return Asset(
        name="tiny",
        version="1",
        licence="MIT",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        filename="tiny.csv",
        sources=sources,
    )


FETCH_IN_A_PROCESS = f"""
import sys
from pathlib import Path
from shared.assets import Asset, Url, fetch_asset
asset = Asset(name="tiny", version="1", licence="MIT", size=None, filename="tiny.csv",
              sha256={hashlib.sha256(CONTENT).hexdigest()!r}, sources=(Url(sys.argv[1]),))
print("started", flush=True)
print(fetch_asset(asset, folder=Path(sys.argv[2])))
"""


def start_fetching(url: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FETCH_IN_A_PROCESS, url, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_file_is_downloaded_once_and_then_read_from_disk(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    asset = make_asset(Url(server.url("/tiny.csv")))

    path = fetch_asset(asset, folder=tmp_path / "assets")
    again = fetch_asset(asset, folder=tmp_path / "assets")

    assert path == again == tmp_path / "assets" / "tiny.csv"
    assert path.read_bytes() == CONTENT
    assert server.requested == ["/tiny.csv"]


def test_nothing_unfinished_is_left_after_a_fetch(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    fetch_asset(make_asset(Url(server.url("/tiny.csv"))), folder=tmp_path)
    assert not (tmp_path / ".part").exists()


def test_a_damaged_file_is_fetched_again(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    (tmp_path / "tiny.csv").write_bytes(CONTENT[:-1])
    assert fetch_asset(make_asset(Url(server.url("/tiny.csv"))), folder=tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("path", ["/missing.csv", "/cut/tiny.csv", "/wrong.csv"])
def test_the_next_source_is_tried_when_one_fails(path: str, server: FileServer, tmp_path: Path) -> None:
    server.files.update({"tiny.csv": CONTENT, "wrong.csv": b"<html>Please log in</html>"})
    asset = make_asset(Url(server.url(path)), Url(server.url("/tiny.csv")))
    assert fetch_asset(asset, folder=tmp_path).read_bytes() == CONTENT
    assert server.requested == [path, "/tiny.csv"]


def test_a_wrong_hash_names_the_file_the_source_and_both_hashes(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = b"something else"
    asset = make_asset(Url(server.url("/tiny.csv")))

    with pytest.raises(AssetUnavailable) as caught:
        fetch_asset(asset, folder=tmp_path)

    [(source, mismatch)] = caught.value.failures
    assert isinstance(mismatch, AssetHashMismatch)
    assert source == server.url("/tiny.csv")
    for fact in ("tiny.csv", source, asset.sha256, hashlib.sha256(b"something else").hexdigest()):
        assert fact in str(caught.value)
    assert not (tmp_path / "tiny.csv").exists()


def test_offline_the_error_lists_every_source_and_what_to_do(tmp_path: Path) -> None:
    asset = make_asset(Url("http://127.0.0.1:9/tiny.csv"))

    with pytest.raises(AssetUnavailable) as caught:
        fetch_asset(asset, folder=tmp_path / "assets", mirror=tmp_path / "mirror")

    message = str(caught.value)
    assert f"mirror folder {tmp_path / 'mirror'}: no such folder" in message
    assert "http://127.0.0.1:9/tiny.csv: " in message
    assert "SHARED__ASSET_MIRROR" in message
    assert str(tmp_path / "assets" / "tiny.csv") in message


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownAsset, match="movielens-100k-ratings"):
        fetch("movielens-1000k", folder=tmp_path)


def test_after_kill_9_in_the_middle_the_next_fetch_starts_cleanly(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    with start_fetching(server.url("/held/tiny.csv"), tmp_path) as process:
        assert server.half_sent.wait(60)
        process.kill()
    assert not (tmp_path / "tiny.csv").exists()
    assert (tmp_path / ".part").exists()

    path = fetch_asset(make_asset(Url(server.url("/tiny.csv"))), folder=tmp_path)

    assert path.read_bytes() == CONTENT
    assert not (tmp_path / ".part").exists()


def test_two_processes_that_fetch_at_once_download_once(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    url = server.url("/held/tiny.csv")
    with start_fetching(url, tmp_path) as first:
        assert server.half_sent.wait(60)
        with start_fetching(url, tmp_path) as second:
            assert second.stdout is not None
            assert second.stdout.readline() == "started\n"
            server.go_on.set()
            output, _ = second.communicate(timeout=60)
        first.communicate(timeout=60)

    assert (first.returncode, second.returncode) == (0, 0)
    assert output == f"{tmp_path / 'tiny.csv'}\n"
    assert server.requested == ["/held/tiny.csv"]


def test_threads_that_fetch_at_once_download_once(server: FileServer, tmp_path: Path) -> None:
    server.files["tiny.csv"] = CONTENT
    asset = make_asset(Url(server.url("/tiny.csv")))
    threads = [threading.Thread(target=fetch_asset, args=(asset,), kwargs={"folder": tmp_path}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.requested == ["/tiny.csv"]


def test_a_full_disk_is_reported_and_leaves_nothing(server: FileServer, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="the size limit of files is a POSIX feature")
    server.files["tiny.csv"] = CONTENT
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(CONTENT) // 2, limits[1]))
    try:
        with pytest.raises(AssetFolderError, match=r"can't write to .*: File too large"):
            fetch_asset(make_asset(Url(server.url("/tiny.csv"))), folder=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {path.name for path in tmp_path.iterdir()} <= {".lock"}


def test_a_folder_that_can_not_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AssetFolderError, match="SHARED__DATA_DIR"):
        fetch_asset(make_asset(), folder=tmp_path / "file" / "assets")
