"""Your own data: a table of interactions and, if you have one, a table of items."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from projects.recommender.data.dataset import Dataset, DatasetError, Item, build

if TYPE_CHECKING:
    import pandas as pd

_SUFFIXES = (".csv", ".parquet")
_RATINGS = (-1_000_000, 1_000_000)
_SECONDS = (0, 253_402_300_799)  # to the end of 9999: timestamps in milliseconds lie beyond
_YEARS = (1, 9999)


def read_tables(name: str, folder: Path) -> Dataset:
    """Read ``interactions.csv`` (or ``.parquet``) and, when there, ``items.csv`` from a folder.

    interactions: columns ``user``, ``item``, ``timestamp`` (seconds since 1970, UTC) and, if you like, ``rating``.
    items: columns ``item``, ``title`` and optionally ``year`` and ``genres`` (separated by ``|``).
    Raises DatasetError naming the file that can't be read, or the column that is missing, empty or no such number.
    """
    path = _find(folder, "interactions")
    if path is None:
        raise DatasetError(f"{folder}: holds no interactions{' or interactions'.join(_SUFFIXES)}")
    frame = _read(path, ("user", "item", "timestamp"))
    ratings = _numbers(frame["rating"], path, _RATINGS) if "rating" in frame else np.ones(len(frame))
    items = _find(folder, "items")
    return build(
        name,
        frame["user"].astype(str).tolist(),
        frame["item"].astype(str).tolist(),
        ratings.astype(np.float32),
        _numbers(frame["timestamp"], path, _SECONDS).astype(np.int64),
        _catalogue(_read(items, ("item", "title")), items) if items else [],
    )


def _find(folder: Path, stem: str) -> Path | None:
    return next((path for suffix in _SUFFIXES if (path := folder / f"{stem}{suffix}").is_file()), None)


def _read(path: Path, required: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    text = {"user": str, "item": str, "title": str, "genres": str}
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path).reset_index(drop=True)
        else:
            frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""])
    except ValueError as error:  # what pandas and PyArrow say of a file that is empty or of another format
        raise DatasetError(f"{path.name}: not a readable {path.suffix} table ({error})") from error
    for column in required:
        if column not in frame:
            raise DatasetError(f"{path.name}: column {column!r} is missing; it has {', '.join(map(str, frame))}")
        if frame[column].isna().any():
            raise DatasetError(f"{path.name}: column {column!r} has empty cells")
    return frame


def _numbers(
    column: pd.Series[Any], path: Path, between: tuple[int, int]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    import pandas as pd

    values = pd.to_numeric(column, errors="coerce").to_numpy(np.float64)
    low, high = between
    wrong = np.flatnonzero(~((values >= low) & (values <= high)))
    if wrong.size:
        row = column.index[wrong[0]] + 1
        raise DatasetError(f"{path.name}: column {column.name!r} is not a number from {low} to {high} in row {row}")
    return values


def _catalogue(frame: pd.DataFrame, path: Path) -> list[Item]:
    columns = frame.reindex(columns=["item", "title", "year", "genres"])
    known = columns["year"].dropna()
    years = dict(zip(known.index, _numbers(known, path, _YEARS).astype(int).tolist(), strict=True))
    rows = zip(columns.index, columns["item"], columns["title"], columns["genres"], strict=True)
    return [
        Item(str(key), str(title), years.get(row), tuple(genres.split("|")) if isinstance(genres, str) else ())
        for row, key, title, genres in rows
    ]
