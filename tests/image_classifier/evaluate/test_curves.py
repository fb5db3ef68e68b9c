"""Learning curves: more pictures, another row; kept for the data they are about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from projects.image_classifier.evaluate.curves import learning_curves, read_curves
from tests.image_classifier.evaluate import small_catalogue


def test_more_pictures_help_and_the_curves_are_kept_for_their_data(tmp_path: Path) -> None:
    dataset = small_catalogue.dataset()
    report = learning_curves(dataset, ("logistic regression",), (20, 200), seed=1)
    few, many = report.table("curves").rows

    assert (few.name, many.name) == ("20", "200")
    assert few.metrics["logistic regression"].value < many.metrics["logistic regression"].value
    assert read_curves(dataset, tmp_path) is None
    report.write(tmp_path / "curves.json")
    assert read_curves(dataset, tmp_path) == report.table("curves")
    assert read_curves(replace(dataset, train=dataset.test), tmp_path) is None
