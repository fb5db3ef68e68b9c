"""A folder of pictures: every file has its row, and a batch that was killed goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from projects.image_classifier import batch as batch_module
from projects.image_classifier.batch import NoPictures, batch
from projects.image_classifier.classify import Classifier, sample_files
from projects.image_classifier.model.bundle import Pixels
from projects.image_classifier.settings import Settings
from tests.image_classifier import champions, pictures
from tests.image_classifier.conftest import MakeSettings
from tests.waiting import await_true

CHUNK = 3
FULL_CHUNK, FULL_CHUNKS = batch_module.CHUNK, 8


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_module, "CHUNK", CHUNK)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten samples, in two folders."""
    folder = tmp_path / "pictures"
    for position, (name, file) in enumerate(sample_files().items()):
        place = folder / ("inner" if position % 2 else "") / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.read_bytes())
    return folder


def rows(file: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    table: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return table


def left_behind(out: Path) -> list[str]:
    return [file.name for file in out.parent.iterdir() if file.name.startswith(".")]


def test_every_picture_gets_what_the_service_would_answer(
    settings: Settings, folder: Path, tmp_path: Path, classifier: Classifier
) -> None:
    out = tmp_path / "new folder" / "out.parquet"
    batch(settings, folder, out)
    written = rows(out)

    assert [row["file"] for row in written] == sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*.png")
    )
    for row in written:
        data = (folder / row["file"]).read_bytes()
        [verdict] = classifier.classify(classifier.read(data, max_pixels=10_000)[None])
        assert (row["label"], row["rejected"], row["error"]) == (verdict.label, None, None)
        assert row["confidence"] == pytest.approx(verdict.confidence, abs=1e-5)
        assert row["probabilities"] == pytest.approx(verdict.probabilities, abs=1e-5)
    assert left_behind(out) == []


def test_the_table_says_which_classes_and_which_model(settings: Settings, folder: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    batch(settings, folder, tmp_path / "out.parquet")
    metadata = pq.read_schema(tmp_path / "out.parquet").metadata

    assert json.loads(metadata[b"classes"]) == list(champions.LABELS)
    assert metadata[b"model_version"] == b"1"


def test_what_is_no_picture_is_a_row_with_its_error(make_settings: MakeSettings, folder: Path, tmp_path: Path) -> None:
    (folder / "bomb.png").write_bytes(pictures.huge_png())
    (folder / "cut.png").write_bytes(pictures.sample("bag")[:200])
    (folder / "empty.png").touch()
    (folder / "large.png").write_bytes(bytes(20_000))
    (folder / "notes.txt").write_text("not a picture")
    (folder / "blank.png").write_bytes(pictures.blank())
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "thumbnail.png").write_bytes(pictures.blank())
    batch(make_settings(max_body_bytes=15_000), folder, tmp_path / "out.parquet")
    written = {row["file"]: row for row in rows(tmp_path / "out.parquet")}

    assert len(written) == 16
    errors = {file: row["error"] for file, row in written.items() if row["error"]}
    assert errors.keys() == {"bomb.png", "cut.png", "empty.png", "large.png", "notes.txt"}
    assert "24 megapixels" in errors["bomb.png"]
    assert "15000 bytes" in errors["large.png"]
    assert all(written[file]["label"] is written[file]["probabilities"] is None for file in errors)
    assert written["blank.png"]["rejected"] == "blank"
    assert sum(row["label"] is not None and row["rejected"] is None for row in written.values()) == 10


def test_pictures_of_all_sizes_share_a_chunk(settings: Settings, folder: Path, tmp_path: Path) -> None:
    large = Image.open(folder / "ankle-boot.png").resize((300, 300))
    (folder / "ankle-boot-large.jpg").write_bytes(pictures.encoded(large, "JPEG"))
    batch(settings, folder, tmp_path / "out.parquet")

    labels = {row["file"]: row["label"] for row in rows(tmp_path / "out.parquet")}
    assert labels["ankle-boot-large.jpg"] == labels["ankle-boot.png"] == "Ankle boot"


def test_an_empty_folder_gives_an_empty_table(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    batch(settings, tmp_path / "nothing", tmp_path / "out.parquet")

    assert rows(tmp_path / "out.parquet") == []


@pytest.mark.parametrize("source", ["missing", "a file", None])
def test_without_a_folder_it_is_said_what_to_name(settings: Settings, tmp_path: Path, source: str | None) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(NoPictures, match="name the one that holds the pictures"):
        batch(settings, tmp_path / source if source else None, tmp_path / "out.parquet")

    assert not (tmp_path / "out.parquet").exists()


def test_the_folder_of_the_settings_is_the_default(make_settings: MakeSettings, folder: Path, tmp_path: Path) -> None:
    batch(make_settings(dataset_path=folder), None, tmp_path / "out.parquet")

    assert len(rows(tmp_path / "out.parquet")) == 10


def test_an_output_among_the_pictures_is_not_one_of_them(settings: Settings, folder: Path) -> None:
    for _ in range(2):
        batch(settings, folder, folder / "out.parquet")

    assert len(rows(folder / "out.parquet")) == 10


class Counting:
    """Counts the files that are read, and breaks off before the one with a given number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, stop_at: int | None = None) -> None:
        numbers = count(1)
        self.files = 0
        read = Classifier.read

        def counted(classifier: Classifier, data: bytes, *, max_pixels: int) -> Pixels:
            self.files = next(numbers)
            if self.files == stop_at:
                raise KeyboardInterrupt
            return read(classifier, data, max_pixels=max_pixels)

        monkeypatch.setattr(Classifier, "read", counted)


def interrupted(settings: Settings, folder: Path, out: Path, *, at: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        Counting(patch, stop_at=at)
        with pytest.raises(KeyboardInterrupt):
            batch(settings, folder, out)


def test_an_interrupted_batch_leaves_the_old_file_and_goes_on_where_it_was(
    make_settings: MakeSettings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(decoders=1)
    out, whole = tmp_path / "out.parquet", tmp_path / "elsewhere" / "out.parquet"
    out.write_bytes(b"yesterday's")
    batch(settings, folder, whole)
    interrupted(settings, folder, out, at=8)
    assert out.read_bytes() == b"yesterday's"

    read_again = Counting(monkeypatch)
    batch(settings, folder, out)

    assert read_again.files == 10 - 2 * CHUNK
    assert rows(out) == rows(whole)
    assert left_behind(out) == []


@pytest.mark.parametrize("change", ["a picture", "the model"])
def test_what_was_done_before_a_change_is_done_again(
    make_settings: MakeSettings,
    own_data_dir: Path,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    settings, out = make_settings(decoders=1, data_dir=own_data_dir), tmp_path / "out.parquet"
    interrupted(settings, folder, out, at=8)
    if change == "a picture":
        (folder / "ankle-boot.png").write_bytes(pictures.blank())
    else:
        renamed = tuple(f"New {label}" for label in champions.LABELS)
        champions.register(settings, champions.write(tmp_path / "renamed", labels=renamed))
    read_again = Counting(monkeypatch)
    batch(settings, folder, out)

    assert read_again.files == 10
    assert len(rows(out)) == 10
    assert left_behind(out) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_batch_goes_on_without_a_row_lost_or_doubled(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "CHUNK", FULL_CHUNK)
    folder, out = tmp_path / "many", tmp_path / "out.parquet"
    folder.mkdir()
    samples = [file.read_bytes() for file in sample_files().values()]
    total = FULL_CHUNKS * FULL_CHUNK
    for number in range(total):
        (folder / f"{number:05}.png").write_bytes(samples[number % len(samples)])
    command = [sys.executable, "-m", "projects.image_classifier", "batch", str(folder), "--out", str(out)]
    variables = {"SHARED__DATA_DIR": str(settings.data_dir)}
    with subprocess.Popen(command, env={**os.environ, **variables}, stderr=subprocess.DEVNULL) as process:
        await_true(lambda: list(tmp_path.glob(".out.parquet.*.parts/*.parquet")) or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    done = len(list(tmp_path.glob(".out.parquet.*.parts/*.parquet")))
    assert not out.exists()
    assert 0 < done < FULL_CHUNKS

    with pytest.MonkeyPatch.context() as patch:
        read_again = Counting(patch)
        batch(settings, folder, out)

    assert read_again.files == total - done * FULL_CHUNK
    assert [row["file"] for row in rows(out)] == [f"{number:05}.png" for number in range(total)]
    assert [row["label"] for row in rows(out)] == [champions.LABELS[number % 10] for number in range(total)]
