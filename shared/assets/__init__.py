"""Pinned files: the table of what is downloaded, and the code that fetches and verifies it.

`fetch(name, folder=...)` returns the path of a verified file. It needs the network once.
"""

from shared.assets.asset import Asset
from shared.assets.errors import (
    AssetError,
    AssetFolderError,
    AssetHashMismatch,
    AssetUnavailable,
    SourceError,
    UnknownAsset,
)
from shared.assets.fetch import fetch, fetch_asset, find, is_valid
from shared.assets.sources import DebianPackage, Gunzipped, MirrorFolder, Source, Url, WheelMember, Zipped
from shared.assets.table import TABLE

__all__ = [
    "TABLE",
    "Asset",
    "AssetError",
    "AssetFolderError",
    "AssetHashMismatch",
    "AssetUnavailable",
    "DebianPackage",
    "Gunzipped",
    "MirrorFolder",
    "Source",
    "SourceError",
    "UnknownAsset",
    "Url",
    "WheelMember",
    "Zipped",
    "fetch",
    "fetch_asset",
    "find",
    "is_valid",
]
