"""Your own data: a table of interactions and, if you have one, a table of items."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from projects.recommender.data.dataset import Dataset, DatasetError, Item, build

if TYPE_CHECKING:
    import pandas as pd

_SUFFIXES = (".csv", ".parquet")


def read_tables(name: str, folder: Path) -> Dataset:
    """Read ``interactions.csv`` (or ``.parquet``) and, when there, ``items.csv`` from a folder.

    interactions: columns ``user``, ``item``, ``timestamp`` (seconds since 1970, UTC) and, if you like, ``rating``.
    items: columns ``item``, ``title`` and optionally ``year`` and ``genres`` (separated by ``|``).
    Raises DatasetError naming the file and the column that is missing, empty or not a number.
    """
    path = _find(folder, "interactions")
    if path is None:
        raise DatasetError(f"{folder}: holds no interactions{' or interactions'.join(_SUFFIXES)}")
    frame = _read(path, ("user", "item", "timestamp"))
    rows = len(frame)
    ratings = _numbers(frame, "rating", path) if "rating" in frame else np.ones(rows)
    items = _find(folder, "items")
    return build(
        name,
        frame["user"].astype(str).tolist(),
        frame["item"].astype(str).tolist(),
        ratings.astype(np.float32),
        _numbers(frame, "timestamp", path).astype(np.int64),
        _catalogue(_read(items, ("item", "title"))) if items else [],
    )


def _find(folder: Path, stem: str) -> Path | None:
    return next((path for suffix in _SUFFIXES if (path := folder / f"{stem}{suffix}").is_file()), None)


def _read(path: Path, required: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    text = {"user": str, "item": str, "title": str, "genres": str}
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=text)
    for column in required:
        if column not in frame:
            raise DatasetError(f"{path.name}: column {column!r} is missing; it has {', '.join(map(str, frame))}")
        if frame[column].isna().any():
            raise DatasetError(f"{path.name}: column {column!r} has empty cells")
    return frame


def _numbers(frame: pd.DataFrame, column: str, path: Path) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    import pandas as pd

    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        raise DatasetError(f"{path.name}: column {column!r} is not a number in row {wrong[0] + 1}")
    return values


def _catalogue(frame: pd.DataFrame) -> list[Item]:
    columns = frame.reindex(columns=["item", "title", "year", "genres"]).itertuples(index=False, name=None)
    return [
        Item(
            str(key),
            str(title),
            None if year != year else int(year),  # NaN: the one value that differs from itself
            tuple(genres.split("|")) if isinstance(genres, str) and genres else (),
        )
        for key, title, year, genres in columns
    ]
