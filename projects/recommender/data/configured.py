"""The data set that the settings name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from projects.recommender.data.dataset import Dataset
from projects.recommender.data.load import load

if TYPE_CHECKING:
    from projects.recommender.settings import Settings


def load_dataset(settings: Settings) -> Dataset:
    """Return the configured data set, fetched when it is not there yet.

    Raises shared.assets.AssetUnavailable when it can't be had, and DatasetError when its files are not as they should.
    """
    from shared.assets import fetch

    fetch_here = partial(fetch, folder=settings.assets_dir, mirror=settings.asset_mirror)
    return load(settings.dataset, fetch=fetch_here, path=settings.dataset_path)
