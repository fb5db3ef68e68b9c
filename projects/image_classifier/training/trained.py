"""The two ways to a network: from scratch on small grey pictures, or from published weights on your own photos."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from projects.image_classifier.data import Dataset, Photos
from projects.image_classifier.data.duplicates import groups, without_conflicts
from projects.image_classifier.data.folder import subset
from projects.image_classifier.data.split import folds
from projects.image_classifier.model.bundle import InputSpec
from projects.image_classifier.model.network import Deployed, ResNet
from projects.image_classifier.model.pretrained import ASSET
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.settings import SERVICE, Settings
from projects.image_classifier.training.augment import train_preset
from projects.image_classifier.training.deploy import Material
from projects.image_classifier.training.distributed import Process
from projects.image_classifier.training.loop import MEAN, STD, fit
from shared.assets import fetch

CALIBRATION = 1000
"""Training pictures that show the ranges of the activations for 8 bits."""

MAX_HELD_OUT = 2000
"""Photos that decide: more take memory, and change nothing."""
PHOTOS = "photos"


@dataclass(frozen=True)
class Trained:
    """A network that is ready to be exported, with what its run is to be told of."""

    name: str
    network: Deployed
    material: Material
    params: Mapping[str, object]
    curves: Mapping[str, Sequence[float]]
    checkpoint: Path | None = None

    def forget_checkpoint(self) -> None:
        """Delete what only a training that is under way needs."""
        if self.checkpoint is not None:
            self.checkpoint.unlink(missing_ok=True)


def from_scratch(settings: Settings, dataset: Dataset, recipe: Recipe, process: Process) -> Trained:
    """Train the recipe on small grey pictures, or go on where a training of the same was killed."""
    torch.manual_seed(settings.seed)
    network = ResNet(len(dataset.train.classes), channels=recipe.channels, depths=recipe.depths)
    path = settings.data_dir / "training" / SERVICE / f"{_fingerprint(settings, dataset, recipe, process)}.safetensors"
    progress = fit(
        network,
        dataset.train,
        dataset.validation,
        recipe.schedule,
        seed=settings.seed,
        augment=train_preset,
        path=path,
        process=process,
    )
    size = dataset.train.pixels.shape[-1]
    material = Material(
        name=dataset.name,
        sha256=dataset.sha256,
        classes=dataset.train.classes,
        spec=InputSpec(size=size, channels=1, pipeline="catalogue"),
        calibration=dataset.train.pixels[:CALIBRATION, None],
        held_out=dataset.validation.pixels[:, None],
        labels=dataset.validation.labels,
    )
    return Trained(
        name="resnet",
        network=Deployed(network, mean=MEAN, std=STD, mirrored=recipe.mirrored),
        material=material,
        params={**recipe.model_dump(mode="json"), "dataset": dataset.name, "processes": process.world},
        curves={
            "loss": [epoch.loss for epoch in progress.epochs],
            "validation accuracy": [epoch.accuracy for epoch in progress.epochs],
        },
        checkpoint=path,
    )


def from_pretrained(settings: Settings, photos: Photos, process: Process) -> Trained:
    """Fine-tune published weights on photos. All processes would do the same work, so one is enough.

    A fifth of the photos trains nothing, and decides about precision, temperature and rejection. Twins stay in one
    part; those that carry different labels teach nothing, and are left out. How good it is on photos that decided
    nothing, ``cross-validate`` says. Raises DatasetError when a class has fewer photos than there are folds.
    """
    from projects.image_classifier.training import transfer

    recipe = transfer.Recipe()
    kept = without_conflicts(photos)
    train, validation = folds(kept.labels, groups(kept, max_pixels=settings.max_pixels), seed=settings.seed)[0]
    weights = fetch(ASSET, folder=settings.assets_dir, mirror=settings.asset_mirror)
    learned = subset(kept, train)
    network = transfer.fit_photos(learned, recipe, weights=weights, max_pixels=settings.max_pixels, seed=settings.seed)
    # Files lie in the order of their classes: some of them must be some of every class.
    judges, shown = (np.random.default_rng(settings.seed).permutation(part) for part in (validation, train))
    judges = judges[:MAX_HELD_OUT]
    prepared = partial(transfer.prepared, recipe=recipe, max_pixels=settings.max_pixels)
    material = Material(
        name=PHOTOS,
        sha256=photos.sha256,
        classes=photos.classes,
        spec=recipe.input,
        calibration=prepared([kept.files[position] for position in shown[:CALIBRATION]]),
        held_out=prepared([kept.files[position] for position in judges]),
        labels=kept.labels[judges],
    )
    return Trained(
        name="efficientnet-lite0",
        network=transfer.deployed(network),
        material=material,
        params={**recipe.model_dump(mode="json"), "dataset": PHOTOS, "processes": process.world},
        curves={},
    )


def _fingerprint(settings: Settings, dataset: Dataset, recipe: Recipe, process: Process) -> str:
    """Name a training by everything that its result depends on."""
    parts = (dataset.sha256, recipe.model_dump_json(), settings.seed, process.world)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
