"""A data set and a network so small that an epoch takes a blink."""

import numpy as np
import torch

from projects.image_classifier.data import Dataset, Images
from projects.image_classifier.model.network import ResNet
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.training.schedule import Schedule

CLASSES = ("above", "below", "centre", "frame")
SCHEDULE = Schedule(epochs=5, batch_size=16, peak_learning_rate=0.05, ema_decay=0.8)
RECIPE = Recipe(channels=(8, 16, 32), depths=(0, 1, 0), schedule=SCHEDULE, mirrored=False)


def images(n: int, seed: int) -> Images:
    """Pictures of which one part is bright: which one it is, is the class, in a mirror as well."""
    labels = np.arange(n) % len(CLASSES)
    bright = np.zeros((len(CLASSES), 28, 28), np.int64)
    bright[0, :14], bright[1, 14:], bright[2, 8:20, 8:20], bright[3] = 150, 150, 150, 150
    bright[3, 5:23, 5:23] = 0
    pixels = np.random.default_rng(seed).integers(0, 60, (n, 28, 28)) + bright[labels]
    return Images(pixels.astype(np.uint8), labels.astype(np.int64), CLASSES)


def dataset() -> Dataset:
    """A train, a validation and a test part."""
    return Dataset("parts", images(256, 1), images(64, 2), images(64, 3))


def network(seed: int = 0) -> ResNet:
    """An untrained network, always the same."""
    torch.manual_seed(seed)
    return ResNet(len(CLASSES), channels=RECIPE.channels, depths=RECIPE.depths)


def unchanged(pixels: torch.Tensor, _varied: float) -> torch.Tensor:
    """No augmentation."""
    return pixels
