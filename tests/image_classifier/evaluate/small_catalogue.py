"""A small data set that the model of ``champions`` knows: its samples, a little noisy."""

from __future__ import annotations

import numpy as np

from projects.image_classifier.data.images import Dataset, Images
from projects.image_classifier.evaluate.scores import Scores
from tests.image_classifier import champions

NOISE = 20


def dataset() -> Dataset:
    return Dataset("small-catalogue", images(20, seed=1), images(6, seed=2), images(10, seed=3))


def images(n_per_class: int, seed: int) -> Images:
    """Every class equally often, in turn."""
    rng = np.random.default_rng(seed)
    labels = np.tile(np.arange(len(champions.LABELS)), n_per_class)
    noisy = champions.by_heart()[labels] * 255 + rng.normal(0, NOISE, (len(labels), champions.SIZE, champions.SIZE))
    return Images(np.rint(np.clip(noisy, 0, 255)).astype(np.uint8), labels, champions.LABELS)


def scores(correct: list[bool], *, sure: list[float] | None = None) -> Scores:
    """Two classes, all pictures of the first; ``sure`` is by how much the logit of the answer is ahead."""
    ahead = np.ones(len(correct)) if sure is None else np.array(sure)
    logits = np.zeros((len(correct), 2), np.float32)
    logits[np.arange(len(correct)), np.where(correct, 0, 1)] = ahead
    return Scores(logits, np.zeros(len(correct), np.int64), 1.0)
