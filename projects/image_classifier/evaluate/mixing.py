"""Do mixed pictures or soft labels help? The recipe of the shipped model with each of them, over a few epochs.

``python -m projects.image_classifier.evaluate.mixing`` trains them one after the other, about forty minutes on two
cores, and writes MIXING_FILE. Validation pictures judge: it is a choice, so the test set has no say.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray

from projects.image_classifier.data.images import Dataset
from projects.image_classifier.evaluate.scores import REPORTS, accuracy, catalogue
from projects.image_classifier.model.network import ResNet
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.settings import Settings
from projects.image_classifier.training.augment import train_preset
from projects.image_classifier.training.loop import fit, predict
from shared.evaluation import Column, Metric, Report, Row, Table, bootstrap_mean

MIXING_FILE = "mixing.json"
RECIPE = "the recipe"
CHANGES: Mapping[str, Mapping[str, object]] = {
    RECIPE: {},
    "with mixup": {"mixing": "mixup"},
    "with CutMix": {"mixing": "cutmix"},
    "with label smoothing 0.1": {"label_smoothing": 0.1},
}
EPOCHS = 8
VALIDATION_ACCURACY, DIFFERENCE = "validation accuracy", "difference to the recipe"


def compare(dataset: Dataset, recipe: Recipe, *, epochs: int, seed: int) -> Report:
    """Train the recipe with each of CHANGES from the same start, and compare each with the recipe as it is."""
    correct = {}
    for name, change in CHANGES.items():
        print(name, flush=True)
        torch.manual_seed(seed)
        network = ResNet(len(dataset.train.classes), channels=recipe.channels, depths=recipe.depths)
        schedule = recipe.schedule.model_copy(update={"epochs": epochs, **change})
        fit(network, dataset.train, dataset.validation, schedule, seed=seed, augment=train_preset)
        correct[name] = predict(network, dataset.validation.pixels).argmax(1) == dataset.validation.labels
    table = Table(
        name="mixing",
        title=f"{epochs} epochs",
        columns=(Column(name=VALIDATION_ACCURACY, decimals=4), Column(name=DIFFERENCE, decimals=4)),
        primary_metric=VALIDATION_ACCURACY,
        rows=tuple(_row(name, right, correct[RECIPE], seed) for name, right in correct.items()),
    )
    return Report(
        name="mixing",
        dataset=dataset.name,
        protocol=f"{len(dataset.validation):,} validation pictures, 95% bootstrap intervals over them; one seed.",
        data_sha256=dataset.sha256,
        seed=seed,
        command="python -m projects.image_classifier.evaluate.mixing",
        tables=(table,),
    )


def _row(name: str, right: NDArray[np.bool_], plain: NDArray[np.bool_], seed: int) -> Row:
    difference = bootstrap_mean(right.astype(np.float64) - plain, seed=seed)
    changed = {} if name == RECIPE else {DIFFERENCE: Metric.of(difference)}
    return Row(name=name, metrics={VALIDATION_ACCURACY: accuracy(right, seed), **changed})


def main() -> None:
    """Compare on the configured data set and write the report."""
    settings = Settings()
    compare(catalogue(settings), Recipe.read(), epochs=EPOCHS, seed=settings.seed).write(REPORTS / MIXING_FILE)


if __name__ == "__main__":
    main()
