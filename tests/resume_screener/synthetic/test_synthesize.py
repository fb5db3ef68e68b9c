"""The folder of synthetic resumes is the same for everybody, and so are the committed ones."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2

from projects.resume_screener.synthetic import TRUTH, drawn, read_truth, synthesize
from projects.resume_screener.synthetic.layouts import LAYOUTS
from tests.resume_screener import corpus

MAX_BYTES = 1_500_000


def hashes(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_the_same_seed_writes_the_same_folder(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        synthesize(tmp_path / name, count=8, seed=seed)
    assert hashes(tmp_path / "one") == hashes(tmp_path / "again")
    assert hashes(tmp_path / "one")[TRUTH] != hashes(tmp_path / "other")[TRUTH]
    assert len(hashes(tmp_path / "one")) == 8 + 1


def test_a_larger_count_begins_with_the_same_files() -> None:
    assert [truth for truth, _ in drawn(3, 7)] == [truth for truth, _ in drawn(6, 7)][:3]


def test_the_truth_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    synthesize(tmp_path, count=4, seed=1)
    assert read_truth(tmp_path) == tuple(truth for truth, _ in drawn(4, 1))


def test_the_committed_files_can_be_made_again() -> None:
    """Compared by what they hold: another zlib packs the same content in other bytes."""
    made = drawn(len(LAYOUTS), corpus.SEED)
    for (truth, data), committed in zip(made, corpus.truths(), strict=False):
        assert truth == committed
        assert content(data, truth.file) == content(corpus.data(committed), truth.file), truth.file


def test_the_committed_files_are_three_of_each_layout_and_small() -> None:
    layouts = [truth.layout for truth in corpus.truths()]
    assert {layouts.count(layout) for layout in LAYOUTS} == {corpus.COUNT // len(LAYOUTS)}
    assert sum(file.stat().st_size for file in corpus.FOLDER.iterdir()) < MAX_BYTES


def content(data: bytes, name: str) -> object:
    if name.endswith(".docx"):
        with ZipFile(BytesIO(data)) as archive:
            return {part: archive.read(part) for part in archive.namelist()}
    if name.endswith(".pdf"):
        with pypdfium2.PdfDocument(data) as pdf:
            return [page.get_textpage().get_text_range() for page in pdf]
    return data
