"""One way in: a name that is pinned in the asset table, or a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from projects.recommender.data.dataset import Dataset, DatasetError
from projects.recommender.data.movielens import read_archive, read_parquet
from projects.recommender.data.tables import read_tables

MOVIELENS = ("movielens-100k", "movielens-1m", "movielens-20m", "movielens-latest-small")

Fetch = Callable[[str], Path]
"""Returns the verified local file of a pinned asset, or raises ``shared.assets.AssetUnavailable``."""


def load(name: str = "movielens-100k", *, fetch: Fetch | None = None, path: Path | None = None) -> Dataset:
    """Load a data set.

    With ``path``: a MovieLens archive (a zip file) or a folder of your own tables (see ``read_tables``), to be
    called ``name``.
    Without: one of MOVIELENS, whose files ``fetch`` provides.

    Raises:
        DatasetError: there is nothing at ``path``, its files are not as they should be, or ``name`` is unknown.
    """
    if path is not None:
        if not path.exists():
            raise DatasetError(f"{path}: no such file or folder")
        return read_tables(name, path) if path.is_dir() else read_archive(name, path)
    if name not in MOVIELENS:
        raise DatasetError(f"unknown data set {name!r}: choose one of {', '.join(MOVIELENS)}, or give a path")
    if fetch is None:
        raise DatasetError(f"{name}: give fetch, which provides its files, or a path")
    if name == "movielens-100k":
        return _load_100k(name, fetch)
    return read_archive(name, fetch(f"{name}-archive"))


def _load_100k(name: str, fetch: Fetch) -> Dataset:
    from shared.assets import AssetUnavailable

    try:
        ratings, items = fetch(f"{name}-ratings"), fetch(f"{name}-items")
    except AssetUnavailable:
        return read_archive(name, fetch(f"{name}-archive"))
    return read_parquet(name, ratings, items)
