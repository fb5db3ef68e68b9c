"""The data set that the settings name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from projects.image_classifier.data import fashion_mnist, folder
from projects.image_classifier.data.images import Dataset, DatasetError, Photos

if TYPE_CHECKING:
    from projects.image_classifier.settings import Settings


def load_dataset(settings: Settings) -> Dataset | Photos:
    """Return the configured data set: your own folder of pictures, or Fashion-MNIST, fetched when needed.

    Raises shared.assets.AssetUnavailable when it can't be had, and DatasetError when its files are not as they should.
    """
    from shared.assets import fetch

    if settings.dataset_path is None:
        return fashion_mnist.load(partial(fetch, folder=settings.assets_dir, mirror=settings.asset_mirror))
    try:
        return folder.load(settings.dataset_path, max_pixels=settings.max_pixels)
    except DatasetError as error:
        raise DatasetError(f"IMAGE_CLASSIFIER__DATASET_PATH: {error}") from error
