"""Fetch a pinned file: from disk when it is there, else from its sources in order, verified and put in place at once.

Everything unfinished lies in the folder `.part`, and whoever holds the lock next empties it: a process that was
killed leaves nothing that looks complete.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from filelock import FileLock

from shared.assets.asset import Asset
from shared.assets.errors import AssetFolderError, AssetUnavailable, SourceError, UnknownAsset
from shared.assets.hashing import require_sha256, sha256
from shared.assets.sources import MirrorFolder, Source
from shared.assets.table import TABLE


def find(name: str, table: Sequence[Asset] = TABLE) -> Asset:
    """The asset of that name; raises UnknownAsset."""
    for asset in table:
        if asset.name == name:
            return asset
    raise UnknownAsset(name, [asset.name for asset in table])


def fetch(name: str, *, folder: Path, mirror: Path | None = None) -> Path:
    """The local path of a file in the table, verified; see `fetch_asset`. Raises UnknownAsset as well."""
    return fetch_asset(find(name), folder=folder, mirror=mirror)


def fetch_asset(asset: Asset, *, folder: Path, mirror: Path | None = None) -> Path:
    """The local path of the file in `folder`, verified; no network when it is there already.

    `mirror` is a folder that is tried before the asset's own sources. Several processes may fetch at once.
    Raises AssetUnavailable when no source gives the file, AssetFolderError when it can't be written.
    """
    target = folder / asset.filename
    if is_valid(asset, target):
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            if not is_valid(asset, target):
                _fetch_from_any(asset, target, _sources(asset, mirror))
    except OSError as error:
        raise AssetFolderError(folder, error) from error
    return target


def is_valid(asset: Asset, file: Path) -> bool:
    """Whether the file is there and has the pinned SHA-256."""
    return file.is_file() and sha256(file) == asset.sha256


def _sources(asset: Asset, mirror: Path | None) -> Iterable[Source]:
    if mirror is not None:
        names = (asset.filename, asset.name, *filter(None, [asset.published_as]))
        yield MirrorFolder(mirror, names=names, sha256=asset.sha256)
    yield from asset.sources


def _fetch_from_any(asset: Asset, target: Path, sources: Iterable[Source]) -> None:
    failures: list[tuple[str, SourceError]] = []
    for source in sources:
        try:
            return _fetch_from(source, asset, target)
        except SourceError as error:
            failures.append((str(source), error))
    raise AssetUnavailable(asset.name, target, failures)


def _fetch_from(source: Source, asset: Asset, target: Path) -> None:
    unfinished = target.parent / ".part"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    part = unfinished / asset.filename
    try:
        source.save(part, cache=target.parent / "wheels")
        require_sha256(part, asset.sha256, name=asset.filename, source=str(source))
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
