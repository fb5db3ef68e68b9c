"""The two sets of labelled resumes: how they are read, and what is taken out before anything is measured."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from projects.resume_screener.data.resumes import Labelled, ResumesError, read_livecareer, read_updatedresume


def test_a_set_of_each_kind_is_read(tmp_path: Path) -> None:
    rows = [{"text": "CHEF\nCooks", "category": "CHEF"}, {"text": " ", "category": "CHEF"}]
    path = tmp_path / "resumes.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert read_livecareer(path) == Labelled(("CHEF\nCooks",), ("CHEF",))
    table = tmp_path / "resumes.csv"
    table.write_text('Category,Resume\nHR,"hires, ""well"""\n')
    assert read_updatedresume(table) == Labelled(('hires, "well"',), ("HR",))


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b"{"), gzip.compress(b"[1]")])
def test_another_file_is_told_without_its_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    for read in (read_livecareer, read_updatedresume):
        with pytest.raises(ResumesError, match=r"^secret: "):
            read(path)


def test_a_headline_is_the_first_line() -> None:
    resumes = Labelled(("\nChef\nCooks\nwell", "Nurse"), ("CHEF", "HEALTH"))
    assert resumes.without_headlines() == Labelled(("Cooks\nwell",), ("CHEF",))


def test_repetitions_are_left_out() -> None:
    resumes = Labelled(("x", "y", "x"), ("A", "B", "C"))
    assert resumes.distinct() == Labelled(("x", "y"), ("A", "B"))
