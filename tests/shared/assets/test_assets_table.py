import re
from pathlib import Path

import pytest

from shared.assets import TABLE, Asset, AssetUnavailable, Url, WheelMember, fetch
from shared.config import SharedSettings


@pytest.mark.parametrize("asset", TABLE, ids=lambda asset: asset.name)
def test_everything_about_a_file_is_pinned(asset: Asset) -> None:
    assert re.fullmatch("[0-9a-f]{64}", asset.sha256)
    assert asset.version
    assert asset.licence
    assert asset.sources
    for source in asset.sources:
        match source:
            case Url(url=url):
                assert url.startswith("https://")
            case WheelMember(wheel_sha256=wheel_sha256):
                assert re.fullmatch("[0-9a-f]{64}", wheel_sha256)
            case _:
                pytest.fail(f"{source} is not a kind of source that a table may hold")


def test_names_files_and_hashes_are_unique() -> None:
    for values in zip(*((asset.name, asset.filename, asset.sha256) for asset in TABLE), strict=True):
        assert len(set(values)) == len(TABLE)


@pytest.mark.real_data
@pytest.mark.parametrize("table", ["ratings", "items", "users"])
def test_movielens_100k_has_its_pinned_size(table: str) -> None:
    settings = SharedSettings()
    name = f"movielens-100k-{table}"
    try:
        path: Path = fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror)
    except AssetUnavailable as error:
        pytest.skip(str(error))
    assert path.stat().st_size == next(asset.size for asset in TABLE if asset.name == name)
