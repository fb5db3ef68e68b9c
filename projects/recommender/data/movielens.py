"""Readers of MovieLens (Harper & Konstan 2015) in each of its published file formats."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from projects.recommender.data.dataset import Dataset, DatasetError, Item, build
from projects.recommender.data.titles import clean_title

if TYPE_CHECKING:
    import pandas as pd

_RATING_COLUMNS = ["user", "item", "rating", "timestamp"]
_FIRST_GENRE = "Action"  # in the 100K tables the genre flags run from here to the last column
_NO_GENRE = {"(no genres listed)", "unknown", ""}


def read_parquet(name: str, ratings: Path, items: Path) -> Dataset:
    """Read MovieLens 100K from two Parquet files: its ratings and its films with one column per genre."""
    import pandas as pd

    frame = pd.read_parquet(ratings).set_axis(_RATING_COLUMNS, axis="columns")
    films = pd.read_parquet(items)
    genres = list(films.columns[films.columns.get_loc(_FIRST_GENRE) :])
    flags = films[genres].to_numpy(dtype=bool)
    names = np.array(genres)
    catalogue = [
        _item(str(key), title, names[row])
        for key, title, row in zip(films["movie_id"], films["movie_title"], flags, strict=True)
    ]
    return _dataset(name, frame, catalogue)


def read_archive(name: str, path: Path) -> Dataset:
    """Read an official archive: ``u.data`` (100K), ``ratings.dat`` (1M) or ``ratings.csv`` (20M, latest-small).

    Raises DatasetError when the file is no archive, holds none of these layouts, or its tables can't be read.
    """
    readers = {"u.data": _read_100k, "ratings.dat": _read_1m, "ratings.csv": _read_csv}
    try:
        with zipfile.ZipFile(path) as archive:
            members = {Path(member).name: member for member in archive.namelist() if not member.endswith("/")}
            for marker, reader in readers.items():
                if marker in members:
                    return reader(name, archive, members)
    except DatasetError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise DatasetError(f"{path.name}: not a readable MovieLens archive ({error})") from error
    raise DatasetError(f"{path.name}: holds none of {', '.join(readers)}; is it a MovieLens archive?")


def _read_100k(name: str, archive: zipfile.ZipFile, members: dict[str, str]) -> Dataset:
    ratings = _table(archive, members, "u.data", "\t", _RATING_COLUMNS, "latin-1")
    listed = _table(archive, members, "u.genre", "|", ["genre", "number"], "latin-1")
    genres = listed["genre"].astype(str).tolist()
    columns = ["id", "title", "release", "video", "address", *genres]
    films = _table(archive, members, "u.item", "|", columns, "latin-1")
    flags = films[genres].to_numpy(dtype=bool)
    names = np.array(genres)
    catalogue = [
        _item(str(key), title, names[row]) for key, title, row in zip(films["id"], films["title"], flags, strict=True)
    ]
    return _dataset(name, ratings, catalogue)


def _read_1m(name: str, archive: zipfile.ZipFile, members: dict[str, str]) -> Dataset:
    ratings = _table(archive, members, "ratings.dat", "::", _RATING_COLUMNS, "latin-1")
    films = _table(archive, members, "movies.dat", "::", ["id", "title", "genres"], "latin-1")
    return _dataset(name, ratings, _catalogue(films))


def _read_csv(name: str, archive: zipfile.ZipFile, members: dict[str, str]) -> Dataset:
    import pandas as pd

    with _member(archive, members, "ratings.csv") as file:
        ratings = pd.read_csv(file).set_axis(_RATING_COLUMNS, axis="columns")
    with _member(archive, members, "movies.csv") as file:
        films = pd.read_csv(file).set_axis(["id", "title", "genres"], axis="columns")
    return _dataset(name, ratings, _catalogue(films))


def _table(
    archive: zipfile.ZipFile,
    members: dict[str, str],
    member: str,
    separator: str,
    columns: list[str],
    encoding: str,
) -> pd.DataFrame:
    import csv

    import pandas as pd

    with _member(archive, members, member) as file:
        text = file.read().decode(encoding)
    if len(separator) > 1:  # the fast parser takes one character; MovieLens text never holds a tab
        text, separator = text.replace(separator, "\t"), "\t"
    return pd.read_csv(io.StringIO(text), sep=separator, names=columns, quoting=csv.QUOTE_NONE)


def _member(archive: zipfile.ZipFile, members: dict[str, str], member: str) -> IO[bytes]:
    if member not in members:
        raise DatasetError(f"{archive.filename}: {member} is missing")
    return archive.open(members[member])


def _catalogue(films: pd.DataFrame) -> list[Item]:
    return [
        _item(str(key), title, str(genres).split("|"))
        for key, title, genres in zip(films["id"], films["title"], films["genres"], strict=True)
    ]


def _item(key: str, raw_title: str, genres: Iterable[str]) -> Item:
    title, year = clean_title(str(raw_title))
    return Item(key, title, year, tuple(str(genre) for genre in genres if genre not in _NO_GENRE))


def _dataset(name: str, ratings: pd.DataFrame, catalogue: list[Item]) -> Dataset:
    return build(
        name,
        ratings["user"].astype(str).tolist(),
        ratings["item"].astype(str).tolist(),
        ratings["rating"].to_numpy(np.float32),
        ratings["timestamp"].to_numpy(np.int64),
        catalogue,
    )
