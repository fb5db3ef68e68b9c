"""O*NET's text files: what is read of them, and what is said of those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.resume_screener.data.onet import FILES, OnetError, Technology, read_folder
from tests.resume_screener.data import small_onet


def test_an_occupation_has_what_all_tables_say_of_it(tmp_path: Path) -> None:
    cook, nurse = read_folder(small_onet.write(tmp_path)).occupations
    assert cook.profile == 'Cook. Cooks "well".'
    assert (cook.alternate_titles, cook.reported_titles) == (("Grill Cook",), ("Line Cook",))
    assert (cook.tasks, cook.related, cook.job_zone) == (("Boil eggs.",), ("12-1.00",), 2)
    assert nurse.technologies == (Technology("Excel", "Spreadsheets", is_hot=True),)
    assert nurse.job_zone is None


def test_other_content_has_another_name(tmp_path: Path) -> None:
    before = read_folder(small_onet.write(tmp_path)).sha256
    assert read_folder(tmp_path).sha256 == before
    with (tmp_path / FILES["onet-job-zones"]).open("a") as file:
        file.write("12-1.00\t3\n")
    assert read_folder(tmp_path).sha256 != before


@pytest.mark.parametrize(
    ("asset", "content", "message"),
    [
        ("onet-occupation-data", b"Title\n", "no column O\\*NET-SOC Code, Description"),
        ("onet-occupation-data", b"O*NET-SOC Code\tTitle\tDescription\n", "no occupations"),
        ("onet-alternate-titles", b"O*NET-SOC Code\tAlternate Title\n11-1.00\n", "line 2: too few columns"),
        ("onet-task-statements", b"\xff\xfe", "not UTF-8"),
        ("onet-job-zones", b"O*NET-SOC Code\tJob Zone\n11-1.00\t9\n", "1 to 5, not '9'"),
    ],
)
def test_a_file_that_is_not_onets_is_named(tmp_path: Path, asset: str, content: bytes, message: str) -> None:
    small_onet.write(tmp_path)
    (tmp_path / FILES[asset]).write_bytes(content)
    with pytest.raises(OnetError, match=message) as raised:
        read_folder(tmp_path)
    assert FILES[asset] in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OnetError, match="Occupation Data"):
        read_folder(tmp_path)
