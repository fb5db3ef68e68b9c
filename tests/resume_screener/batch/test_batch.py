"""A folder against a job: everybody has a row, nobody has a name."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from projects.resume_screener.batch import NoResumes, UnknownTable, batch
from projects.resume_screener.batch.table import COLUMNS
from projects.resume_screener.matching import EmptyJob
from projects.resume_screener.settings import Settings
from projects.resume_screener.synthetic import synthesize
from tests.resume_screener.people import EMAIL, NAME, SCHOOL

UNREADABLE = Path("/proc/self/mem")


def rows(file: Path) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return table


@pytest.fixture
def ranked(settings: Settings, source: Path, job: Path, tmp_path: Path) -> Path:
    out = tmp_path / "new folder" / "ranking.parquet"
    batch(settings, source, job, out)
    return out


def test_the_best_comes_first_and_the_unreadable_last(ranked: Path) -> None:
    found = rows(ranked)
    assert [row["file"] for row in found] == [
        "engineer.txt",
        "more/engineer again.txt",
        "more/analyst.txt",
        "a nurse.txt",
        "broken.pdf",
    ]
    assert [row["rank"] for row in found] == [1, 1, 2, 3, None]
    assert [row["score"] for row in found[:4]] == sorted((row["score"] for row in found[:4]), reverse=True)
    assert all(0 <= row["probability"] <= 1 for row in found[:4])


def test_what_fits_and_what_is_missing_is_said(ranked: Path) -> None:
    engineer, _, analyst, *_ = rows(ranked)
    assert set(engineer["matched"]) == {"Python", "SQL", "Apache Airflow", "Apache Kafka"}
    assert (engineer["must_coverage"], engineer["missing_musts"], engineer["level"]) == (1, [], "bachelor")
    assert engineer["years"] == 6
    assert set(analyst["missing_musts"]) == {"Python", "Apache Airflow"}
    assert any("Python" in advice for advice in analyst["advice"])


def test_the_same_file_twice_is_two_rows_of_one_parse(ranked: Path) -> None:
    first, second = rows(ranked)[:2]
    assert (first["duplicate_of"], second["duplicate_of"]) == (None, "engineer.txt")
    own = {"file", "duplicate_of"}
    assert {name: first[name] for name in first.keys() - own} == {name: second[name] for name in second.keys() - own}


def test_a_broken_file_says_what_to_do(ranked: Path) -> None:
    broken = rows(ranked)[-1]
    assert (broken["status"], broken["score"]) == ("unreadable", None)
    assert "again" in broken["error"]


def test_the_table_names_nobody(ranked: Path) -> None:
    said = str([{**row, "file": "", "duplicate_of": ""} for row in rows(ranked)])
    assert not [word for word in (*NAME.split(), EMAIL, SCHOOL) if word in said]


def test_the_table_is_typed_and_knows_its_model(ranked: Path) -> None:
    table = pq.read_table(ranked)
    assert table.column_names == list(COLUMNS)
    assert table.schema.metadata[b"model_version"] == b"1"


def test_nothing_is_left_beside_the_table(ranked: Path) -> None:
    assert list(ranked.parent.iterdir()) == [ranked]


def test_a_table_inside_the_folder_is_no_resume(settings: Settings, source: Path, job: Path) -> None:
    for _ in range(2):
        batch(settings, source, job, source / "ranking.parquet")
    assert len(rows(source / "ranking.parquet")) == 5


def test_csv_is_for_spreadsheets(settings: Settings, source: Path, job: Path, tmp_path: Path) -> None:
    (source / "=HYPERLINK(1).txt").write_bytes((source / "a nurse.txt").read_bytes())
    batch(settings, source, job, tmp_path / "ranking.csv")
    with (tmp_path / "ranking.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len(found) == 6
    assert "'=HYPERLINK(1).txt" in {row["file"] for row in found}
    assert not [value for row in found for value in row.values() if value.startswith(("=", "@", "+"))]
    assert found[0]["model_version"] == "1"


def test_files_of_every_kind_are_read(settings: Settings, job: Path, tmp_path: Path) -> None:
    synthesize(tmp_path / "made", count=23, seed=3)
    (tmp_path / "made" / "truth.jsonl").unlink()
    batch(settings, tmp_path / "made", job, tmp_path / "ranking.parquet")
    found = rows(tmp_path / "ranking.parquet")
    assert [row["file"] for row in found if row["status"] == "unreadable"] == ["0022_scanned.pdf"]
    assert len(found) == 23


@pytest.mark.skipif(not UNREADABLE.exists(), reason="only Linux has a file that everybody may open and nobody read")
def test_a_file_that_may_not_be_opened_is_a_row(settings: Settings, source: Path, job: Path, tmp_path: Path) -> None:
    (source / "engineer.txt").unlink()
    (source / "engineer.txt").symlink_to(UNREADABLE)
    batch(settings, source, job, tmp_path / "ranking.parquet")
    row = next(row for row in rows(tmp_path / "ranking.parquet") if row["file"] == "engineer.txt")
    assert (row["status"], row["sha256"]) == ("unreadable", None)


def test_a_file_over_the_limit_is_a_row(settings: Settings, source: Path, job: Path, tmp_path: Path) -> None:
    (source / "engineer.txt").write_bytes(b"x" * 2000)
    small = settings.model_copy(update={"max_file_bytes": 1900})
    batch(small, source, job, tmp_path / "ranking.parquet")
    errors = {row["file"]: row["error"] for row in rows(tmp_path / "ranking.parquet")}
    assert "limit" in errors["engineer.txt"]
    assert errors["a nurse.txt"] is None


def test_no_folder_and_an_empty_one_are_errors(settings: Settings, job: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source, said in ((None, "name the one"), (tmp_path / "none", "name the one"), (tmp_path / "empty", "no file")):
        with pytest.raises(NoResumes, match=said):
            batch(settings, source, job, tmp_path / "ranking.parquet")


def test_an_empty_job_is_an_error_before_anything_is_read(settings: Settings, source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    with pytest.raises(EmptyJob):
        batch(settings, source, tmp_path / "empty.txt", tmp_path / "new" / "ranking.parquet")
    assert not (tmp_path / "new").exists()


def test_an_output_of_another_kind_is_an_error(settings: Settings, source: Path, job: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownTable, match=r"\.parquet or \.csv"):
        batch(settings, source, job, tmp_path / "ranking.xlsx")
