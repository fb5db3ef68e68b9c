"""What a model answers on labelled pictures: the numbers that every table starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, softmax

from projects.image_classifier.data.configured import load_dataset
from projects.image_classifier.data.images import Dataset, DatasetError, Images, Labels, Pixels
from projects.image_classifier.model.bundle import Floats, ImageModel
from projects.image_classifier.settings import Settings
from shared.evaluation import Metric, bootstrap_mean

ACCURACY = "accuracy"
REPORTS = Path(__file__).parent.parent / "reports"
TRANSFER_FILE = "transfer.json"
BATCH = 250


@dataclass(frozen=True)
class Scores:
    """Answers on n pictures: ``logits`` [n, n_classes] as the network gives them, ``labels`` [n], the right classes.

    ``temperature`` is the model's own.
    """

    logits: Floats
    labels: Labels
    temperature: float

    @cached_property
    def predicted(self) -> Labels:
        """The best class of each picture, [n]."""
        return np.asarray(self.logits.argmax(axis=1))

    @cached_property
    def correct(self) -> NDArray[np.bool_]:
        """Whether it is the right one, [n]."""
        return np.equal(self.predicted, self.labels)

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        """Calibrated, [n, n_classes]."""
        return np.asarray(softmax(self.logits.astype(np.float64) / self.temperature, axis=1))

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """The calibrated probability of the best class, [n]."""
        return np.asarray(self.probabilities.max(axis=1))

    @cached_property
    def energy(self) -> NDArray[np.float64]:
        """Log-sum-exp of the logits, [n]: high where a picture resembles the training pictures."""
        return np.asarray(logsumexp(self.logits.astype(np.float64), axis=1))


def score(model: ImageModel, images: Images) -> Scores:
    """Ask the model about every picture."""
    return Scores(model.logits(images.pixels[:, None]), images.labels, model.description.temperature)


def batches(pixels: Pixels) -> Iterator[Pixels]:
    """Cut grey pictures [n, height, width] into parts that fit into memory: [BATCH or fewer, 1, height, width]."""
    for start in range(0, len(pixels), BATCH):
        yield pixels[start : start + BATCH, None]


def accuracy(correct: NDArray[np.bool_], seed: int) -> Metric:
    """Return the share of pictures that are right, with its 95% bootstrap interval over the pictures."""
    return Metric.of(bootstrap_mean(correct, seed=seed))


def catalogue(settings: Settings) -> Dataset:
    """Return the data set in memory. Raises DatasetError when the settings name a folder of photos."""
    dataset = load_dataset(settings)
    if not isinstance(dataset, Dataset):
        raise DatasetError(
            "this measures the shipped model on its own data set; for your own pictures run "
            f"python -m projects.image_classifier cross-validate {settings.dataset_path}"
        )
    return dataset
