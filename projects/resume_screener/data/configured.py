"""Which data the settings mean: fetched when it is not here yet."""

from __future__ import annotations

from pathlib import Path

from projects.resume_screener.data.onet import FILES, Onet, read, read_folder
from projects.resume_screener.settings import Settings
from shared.assets import AssetUnavailable, fetch


def load_onet(settings: Settings) -> Onet:
    """Return O*NET, or the folder of such tables that ``dataset_path`` names. Raises OnetError and AssetUnavailable."""
    if settings.dataset_path is not None:
        return read_folder(settings.dataset_path)
    return read({name: fetched(settings, name) for name in FILES})


def fetched(settings: Settings, name: str) -> Path:
    """Return where a pinned file lies. Raises AssetUnavailable."""
    return fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror)


def fetched_if_possible(settings: Settings, name: str) -> Path | None:
    """Return where a pinned file lies, or None where it can't be had."""
    try:
        return fetched(settings, name)
    except AssetUnavailable:
        return None
