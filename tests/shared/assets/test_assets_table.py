import re
from pathlib import Path

import pytest

from shared.assets import (
    TABLE,
    Asset,
    AssetUnavailable,
    DebianPackage,
    Gunzipped,
    Source,
    Url,
    WheelMember,
    Zipped,
    fetch,
)
from shared.assets.table import FASHION_MNIST_URL
from shared.config import SharedSettings


@pytest.mark.parametrize("asset", TABLE, ids=lambda asset: asset.name)
def test_everything_about_a_file_is_pinned(asset: Asset) -> None:
    assert re.fullmatch("[0-9a-f]{64}", asset.sha256)
    assert asset.version
    assert asset.licence
    assert asset.sources or asset.licence.startswith("not stated")
    for source in asset.sources:
        assert_pinned(source)


def assert_pinned(source: Source) -> None:
    match source:
        case Url(url=url):
            assert url.startswith(("https://", FASHION_MNIST_URL))
        case WheelMember(wheel_sha256=sha256) | DebianPackage(deb_sha256=sha256):
            assert re.fullmatch("[0-9a-f]{64}", sha256)
        case Gunzipped(packed=packed) | Zipped(packed=packed):
            assert_pinned(packed)
        case _:
            pytest.fail(f"{source} is not a kind of source that a table may hold")


def test_names_files_and_hashes_are_unique() -> None:
    for values in zip(*((asset.name, asset.filename, asset.sha256) for asset in TABLE), strict=True):
        assert len(set(values)) == len(TABLE)


@pytest.mark.real_data
@pytest.mark.parametrize(
    "asset", [asset for asset in TABLE if "archive" not in asset.name], ids=lambda asset: asset.name
)
def test_what_the_projects_start_from_has_its_pinned_size(asset: Asset) -> None:
    settings = SharedSettings()
    try:
        path: Path = fetch(asset.name, folder=settings.assets_dir, mirror=settings.asset_mirror)
    except AssetUnavailable as error:
        pytest.skip(str(error))
    assert path.stat().st_size == asset.size
