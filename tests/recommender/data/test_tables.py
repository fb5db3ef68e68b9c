"""Your own tables: what is accepted, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from projects.recommender import schemas
from projects.recommender.data import DatasetError, Item, load


def tables(folder: Path, interactions: str, items: str | None = None) -> Path:
    (folder / "interactions.csv").write_text(interactions, "utf-8")
    if items is not None:
        (folder / "items.csv").write_text(items, "utf-8")
    return folder


def test_interactions_alone_are_enough(tmp_path: Path) -> None:
    dataset = load("shop", path=tables(tmp_path, "user,item,timestamp\nbob,007,5\nann,x,6\n"))

    assert dataset.name == "shop"
    assert dataset.users == ("ann", "bob")
    assert dataset.items == (Item("007", "007"), Item("x", "x"))
    assert dataset.interactions.ratings.tolist() == [1, 1]


def test_items_bring_titles_years_and_genres(tmp_path: Path) -> None:
    items = "item,title,year,genres\n7,Seven,1995,Crime|Thriller\n8,Eight,,\n"
    dataset = load("shop", path=tables(tmp_path, "user,item,timestamp,rating\n1,7,5,2.5\n", items))

    assert dataset.items == (Item("7", "Seven", 1995, ("Crime", "Thriller")), Item("8", "Eight"))
    assert dataset.interactions.ratings.tolist() == [2.5]


def test_words_that_stand_for_nothing_elsewhere_are_ids_here(tmp_path: Path) -> None:
    dataset = load("shop", path=tables(tmp_path, "user,item,timestamp\nNA,None,5\nnull,nan,6\n"))

    assert dataset.users == ("NA", "null")
    assert [item.id for item in dataset.items] == ["None", "nan"]


def test_every_id_that_a_request_may_name_is_taken(tmp_path: Path) -> None:
    longest = "ü" * 128
    dataset = load("shop", path=tables(tmp_path, f"user,item,timestamp\n{longest},a/b c,5\n"))

    assert TypeAdapter(schemas.UserId).validate_python(longest) in dataset.users
    assert TypeAdapter(schemas.ItemId).validate_python("a/b c") == dataset.items[0].id


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "interactions.parquet").write_text("user,item", "utf-8")

    with pytest.raises(DatasetError, match=r"interactions\.parquet: not a readable \.parquet table"):
        load("shop", path=tmp_path)


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    import pandas as pd

    pd.DataFrame({"user": ["a"], "item": [3], "timestamp": [9]}).to_parquet(tmp_path / "interactions.parquet")

    assert load("shop", path=tmp_path).interactions.timestamps.tolist() == [9]


def test_of_a_repeated_pair_the_latest_entry_stays(tmp_path: Path) -> None:
    rows = "user,item,timestamp,rating\n1,a,9,5\n1,b,1,1\n1,a,3,2\n2,a,4,4\n"
    data = load("shop", path=tables(tmp_path, rows)).interactions

    assert list(zip(data.users, data.items, data.timestamps, strict=True)) == [(0, 0, 9), (0, 1, 1), (1, 0, 4)]


def test_numeric_ids_are_ordered_as_numbers(tmp_path: Path) -> None:
    assert load("shop", path=tables(tmp_path, "user,item,timestamp\n10,1,1\n9,1,1\n")).users == ("9", "10")


@pytest.mark.parametrize(
    ("interactions", "items", "reason"),
    [
        ("user,item\n1,2\n", None, "interactions.csv: column 'timestamp' is missing; it has user, item"),
        ("user,item,timestamp\n", None, "no interactions"),
        ("user,item,timestamp\n1,,3\n", None, "column 'item' has empty cells"),
        ("user,item,timestamp\n1,2,3\n1,2,soon\n", None, "column 'timestamp' is not a number .* in row 2"),
        ("user,item,timestamp\n1,2,1700000000000\n", None, "column 'timestamp' is not a number from 0 to 253402300799"),
        ("user,item,timestamp,rating\n1,2,3,inf\n", None, "column 'rating' is not a number .* in row 1"),
        ("user,item,timestamp,rating\n1,2,3,\n", None, "column 'rating' is not a number .* in row 1"),
        ("", None, "interactions.csv: not a readable .csv table"),
        ('user,item,timestamp\n"1,2,3\n', None, "interactions.csv: not a readable .csv table"),
        ("user,item,timestamp\n1,2,3\n", "item,name\n2,Two\n", "items.csv: column 'title' is missing"),
        ("user,item,timestamp\n1,2,3\n", "item,title\n2,Two\n2,Zwei\n", "an item id occurs twice"),
        (
            "user,item,timestamp\n1,2,3\n",
            "item,title,year\n1,One,\n2,Two,1999?\n",
            "items.csv: column 'year' is not a number from 1 to 9999 in row 2",
        ),
        (f"user,item,timestamp\n{'u' * 129},2,3\n", None, "shop: user id 'u+' is not an id of 1 to 128 characters"),
        ("user,item,timestamp\n1,a\tb,3\n", None, r"shop: item id 'a\\tb' is not an id"),
        ('user,item,timestamp\n1,"2\n",3\n', None, r"shop: item id '2\\n' is not an id"),
        ("user,item,timestamp\npseudonym:1,2,3\n", None, "user id 'pseudonym:1' begins with 'pseudonym:'"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(interactions: str, items: str | None, reason: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=reason):
        load("shop", path=tables(tmp_path, interactions, items))


def test_a_folder_without_interactions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"holds no interactions\.csv or interactions\.parquet"):
        load("shop", path=tmp_path)
