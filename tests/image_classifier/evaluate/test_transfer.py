from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from projects.image_classifier.data import DatasetError
from projects.image_classifier.data.folder import load
from projects.image_classifier.evaluate.scores import REPORTS, TRANSFER_FILE
from projects.image_classifier.evaluate.transfer import FROZEN, MAJORITY, TUNED, evaluate
from projects.image_classifier.training.transfer import Recipe
from shared.evaluation import Report
from tests.image_classifier.data.photo_folder import MAX_PIXELS, folder_of_photos, photo, save
from tests.image_classifier.published_weights import write_published

RECIPE = Recipe(size=64, views=1, epochs=2)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """On random weights: ten dark pictures, six bright ones, and one under both classes."""
    root = tmp_path_factory.mktemp("transfer")
    for name, level, count in (("bright", 255, 6), ("dark", 0, 10)):
        for number in range(count):
            tint = Image.new("RGB", (64, 48), (level, level, level))
            save(root / "photos" / name / f"{number}.png", Image.blend(photo(100 * level + number), tint, 0.6))
        save(root / "photos" / name / "both.png", photo(1))
    photos = load(root / "photos", max_pixels=MAX_PIXELS)
    weights = write_published(root / "weights.pth")
    return evaluate(photos, RECIPE, name="lights", weights=weights, max_pixels=MAX_PIXELS, seed=0)


def test_every_usable_photo_is_answered_and_the_baselines_stand_beside(report: Report) -> None:
    table = report.table("transfer")

    assert [row.name for row in table.rows] == [MAJORITY, FROZEN, TUNED]
    assert table.row(MAJORITY).metrics["accuracy"].value == pytest.approx(10 / 16)
    assert table.row(FROZEN).metrics["accuracy"].value > 0.8
    assert all(row.metrics["accuracy"].low is not None for row in table.rows)
    assert [(one.candidate, one.baseline) for one in report.comparisons] == [(TUNED, FROZEN)]


def test_what_was_left_out_is_reported(report: Report) -> None:
    counts = report.table("transfer-data").rows[0].metrics

    assert (counts["photos"].value, counts["left out: under two classes"].value) == (18, 2)


def test_classes_are_told_apart_in_the_report(report: Report) -> None:
    rows = report.table("transfer-classes").rows

    assert {row.name: row.metrics["photos"].value for row in rows} == {"bright": 6, "dark": 10}


def test_too_few_photos_without_conflicts_are_refused(tmp_path: Path) -> None:
    folder_of_photos(tmp_path / "photos", each=5)
    save(tmp_path / "photos" / "dog" / "cat.png", photo(0))
    photos = load(tmp_path / "photos", max_pixels=MAX_PIXELS)
    with pytest.raises(DatasetError, match="without the photos that lie under two classes, every class needs at least"):
        evaluate(photos, RECIPE, name="few", weights=tmp_path / "unread", max_pixels=MAX_PIXELS, seed=0)


def test_the_committed_report_meets_its_target_and_beats_frozen_features() -> None:
    report = Report.read(REPORTS / TRANSFER_FILE)

    assert report.dataset == "trashnet"
    assert report.table("transfer").row(TUNED).metrics["accuracy"].value >= 0.90
    assert report.comparisons[0].low > 0
