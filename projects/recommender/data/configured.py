"""The data set that the settings name."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from projects.recommender.data.dataset import Dataset, DatasetError
from projects.recommender.data.load import MOVIELENS, load

if TYPE_CHECKING:
    from projects.recommender.settings import Settings

MIN_HISTORY = 5
"""The last fifth of each history is held out: a shorter one leaves nothing to measure on."""


def load_dataset(settings: Settings) -> Dataset:
    """Return the configured data set: your own, called as its file or folder is, or MovieLens, fetched when needed.

    Raises shared.assets.AssetUnavailable when it can't be had, and DatasetError when its files are not as they should.
    """
    from shared.assets import fetch

    if settings.dataset_path is not None:
        return _load_own(settings.dataset_path)
    fetch_here = partial(fetch, folder=settings.assets_dir, mirror=settings.asset_mirror)
    return load(settings.dataset, fetch=fetch_here)


def _load_own(path: Path) -> Dataset:
    name = path.resolve().name
    try:
        if name in MOVIELENS:
            raise DatasetError("rename it: so called is the data set that published figures are compared with")
        dataset = load(name, path=path)
        if np.bincount(dataset.interactions.users).max() < MIN_HISTORY:
            raise DatasetError(f"{name}: no user has {MIN_HISTORY} interactions, so there is nothing to hold out")
    except DatasetError as error:
        raise DatasetError(f"RECOMMENDER__DATASET_PATH={path}: {error}") from error
    return dataset
