"""The figures of the report."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from projects.image_classifier.data.images import Images
from projects.image_classifier.evaluate.accuracy import plain
from projects.image_classifier.evaluate.calibration import reliability
from projects.image_classifier.evaluate.explanations import evidence
from projects.image_classifier.evaluate.rejection import risk_curves
from projects.image_classifier.evaluate.scores import ACCURACY, Scores
from projects.image_classifier.explain import overlay
from projects.image_classifier.model.bundle import ImageModel
from shared.evaluation import Report
from shared.evaluation.classification import confusion_matrix
from shared.evaluation.figures import (
    bars_with_intervals,
    confusion_matrix_figure,
    growth_curves,
    reliability_diagram,
    risk_coverage_figure,
    svg_figure,
)


def draw(report: Report, scores: Scores, model: ImageModel, test: Images, folder: Path) -> list[Path]:
    """Draw the figures in ``folder`` and return the SVG files."""
    files = {name: folder / f"{name}.svg" for name in ("reliability", "confusion", "coverage", "explanations")}
    classes = [plain(name) for name in test.classes]
    matrix = confusion_matrix(scores.labels, scores.predicted, range(len(classes)))
    reliability_diagram(reliability(scores), files["reliability"])
    confusion_matrix_figure(matrix, classes, files["confusion"])
    risk_coverage_figure(risk_curves(scores), files["coverage"])
    explanations(model, test, files["explanations"])
    tables = {table.name: folder / f"{table.name}.svg" for table in report.tables}
    for name in ("robustness", "ladder"):
        if name in tables:
            bars_with_intervals(report.table(name), ACCURACY, tables[name])
            files[name] = tables[name]
    if "curves" in tables:
        growth_curves(report.table("curves"), tables["curves"], y_label=ACCURACY)
        files["curves"] = tables["curves"]
    return list(files.values())


def explanations(model: ImageModel, images: Images, path: Path) -> None:
    """The first picture of each class, and below it the evidence for the class that the model names."""
    firsts = np.unique(images.labels, return_index=True)[1]
    pictures = images.pixels[firsts]
    predicted, maps = evidence(model, pictures)
    with svg_figure(path, 1.0 * len(firsts), 2.3) as figure:
        rows = figure.subplots(2, len(firsts), squeeze=False)
        for ax in rows.flat:
            ax.set_axis_off()
        for column, (picture, marks) in enumerate(zip(pictures, maps, strict=True)):
            rows[0, column].imshow(picture, cmap="gray", vmin=0, vmax=255)
            rows[0, column].set_title(plain(images.classes[predicted[column]]), fontsize=7, fontweight="normal")
            rows[1, column].imshow(np.asarray(Image.open(BytesIO(overlay(picture[None], marks)))))
