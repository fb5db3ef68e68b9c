"""The official file formats, on archives of three films and two people."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from projects.recommender.data import DatasetError, Item, load
from shared.assets import AssetUnavailable

RATINGS = [(2, 30, 5, 100), (1, 10, 3, 200), (1, 20, 4, 300)]


def archive(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def lines(separator: str) -> bytes:
    return "".join(separator.join(map(str, row)) + "\n" for row in RATINGS).encode()


def ml_100k(folder: Path) -> Path:
    films = (
        "10|Toy Story (1995)|01-Jan-1995||http://x|0|1|1\n"
        "20|Cité des enfants perdus, La (1995)|01-Jan-1995||http://x|0|0|1\n"
        "30|unknown||||1|0|0\n"
    )
    return archive(
        folder,
        {
            "ml-100k/u.data": lines("\t"),
            "ml-100k/u.genre": b"unknown|0\nAction|1\nComedy|2\n\n",
            "ml-100k/u.item": films.encode("latin-1"),
        },
    )


def ml_1m(folder: Path) -> Path:
    films = (
        "10::Toy Story (1995)::Action|Comedy\n20::Cité des enfants perdus, La (1995)::Comedy\n30::unknown::unknown\n"
    )
    return archive(folder, {"ml-1m/ratings.dat": lines("::"), "ml-1m/movies.dat": films.encode("latin-1")})


def ml_20m(folder: Path) -> Path:
    films = (
        "movieId,title,genres\n"
        "10,Toy Story (1995),Action|Comedy\n"
        '20,"Cité des enfants perdus, La (1995)",Comedy\n'
        "30,unknown,(no genres listed)\n"
    )
    ratings = b"userId,movieId,rating,timestamp\n" + lines(",")
    return archive(folder, {"ml-20m/ratings.csv": ratings, "ml-20m/movies.csv": films.encode()})


@pytest.mark.parametrize("make", [ml_100k, ml_1m, ml_20m])
def test_every_official_archive_gives_the_same_data_set(make: Callable[[Path], Path], tmp_path: Path) -> None:
    dataset = load("mine", path=make(tmp_path))

    assert dataset.users == ("1", "2")
    assert dataset.items == (
        Item("10", "Toy Story", 1995, ("Action", "Comedy")),
        Item("20", "La Cité des enfants perdus", 1995, ("Comedy",)),
        Item("30", "unknown", None, ()),
    )
    data = dataset.interactions
    assert data.users.tolist() == [1, 0, 0]
    assert data.items.tolist() == [2, 0, 1]
    assert data.ratings.tolist() == [5, 3, 4]
    assert data.timestamps.tolist() == [100, 200, 300]


def test_the_hash_is_of_the_content_not_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    assert load("a", path=ml_100k(tmp_path)).sha256 == load("b", path=ml_20m(tmp_path / "other")).sha256


def test_the_hash_changes_with_a_rating(tmp_path: Path) -> None:
    dataset = load("a", path=ml_100k(tmp_path))
    changed = replace(dataset, interactions=dataset.interactions.take(dataset.interactions.ratings > 3))

    assert changed.sha256 != dataset.sha256


def test_an_archive_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is it a MovieLens archive"):
        load("mine", path=archive(tmp_path, {"readme.txt": b"hello"}))


def test_an_archive_without_its_films_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"movies\.dat is missing"):
        load("mine", path=archive(tmp_path, {"ml-1m/ratings.dat": lines("::")}))


@pytest.mark.parametrize(
    "members",
    [
        {"ml-20m/ratings.csv": b"", "ml-20m/movies.csv": b""},
        {"ml-20m/ratings.csv": b"userId,movieId\n1,2\n", "ml-20m/movies.csv": b"movieId,title,genres\n"},
        {"ml-1m/ratings.dat": b"1::2::3::soon\n", "ml-1m/movies.dat": b"2::Two (1999)::Drama\n"},
    ],
    ids=["empty", "columns missing", "no time"],
)
def test_an_archive_of_unreadable_tables_is_refused(members: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"archive\.zip: not a readable MovieLens archive"):
        load("mine", path=archive(tmp_path, members))


def test_an_archive_of_csv_tables_without_its_films_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"movies\.csv is missing"):
        load("mine", path=archive(tmp_path, {"ratings.csv": b"userId,movieId,rating,timestamp\n" + lines(",")}))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(DatasetError, match="movielens-100k, movielens-1m"):
        load("netflix", fetch=Path)


def test_a_name_without_a_way_to_fetch_is_refused() -> None:
    with pytest.raises(DatasetError, match="give fetch"):
        load("movielens-100k")


def test_movielens_100k_falls_back_to_the_official_archive(tmp_path: Path) -> None:
    def fetch(name: str) -> Path:
        if name != "movielens-100k-archive":
            raise AssetUnavailable(name, tmp_path / name, [])
        return ml_100k(tmp_path)

    assert load("movielens-100k", fetch=fetch).shape == (2, 3)


@pytest.mark.parametrize("name", ["movielens-1m", "movielens-20m", "movielens-latest-small"])
def test_the_larger_sets_come_from_their_archives(name: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def fetch(asset: str) -> Path:
        asked.append(asset)
        return ml_20m(tmp_path)

    assert load(name, fetch=fetch).name == name
    assert asked == [f"{name}-archive"]


def test_movielens_100k_is_read_from_its_parquet_files(tmp_path: Path) -> None:
    import pandas as pd

    ratings, items = tmp_path / "ratings.parquet", tmp_path / "items.parquet"
    pd.DataFrame(RATINGS, columns=["user_id", "movie_id", "rating", "timestamp"]).to_parquet(ratings)
    columns = ["movie_id", "movie_title", "release_date", "unknown", "Action", "Comedy"]
    rows = [(10, "Toy Story (1995)", "", 0, 1, 1), (20, "Big (1988)", "", 0, 0, 1), (30, "unknown", "", 1, 0, 0)]
    pd.DataFrame(rows, columns=columns).to_parquet(items)

    dataset = load(fetch={"movielens-100k-ratings": ratings, "movielens-100k-items": items}.__getitem__)

    assert dataset.items[0] == Item("10", "Toy Story", 1995, ("Action", "Comedy"))
    assert dataset.items[2].genres == ()
    assert dataset.interactions.timestamps.tolist() == [100, 200, 300]
