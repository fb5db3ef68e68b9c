"""A data set and a network so small that an epoch takes a blink."""

import numpy as np
import torch

from projects.image_classifier.data import Dataset, Images
from projects.image_classifier.model.network import ResNet
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.training.schedule import Schedule

CLASSES = ("above", "below", "left", "right")
SCHEDULE = Schedule(epochs=3, batch_size=16, peak_learning_rate=0.05, ema_decay=0.8)
RECIPE = Recipe(width=4, depths=(0, 1, 0), phases=(SCHEDULE,), mirrored=False)


def images(n: int, seed: int) -> Images:
    """Pictures of which one half is bright: which one it is, is the class."""
    labels = np.arange(n) % len(CLASSES)
    bright = np.zeros((len(CLASSES), 28, 28), np.int64)
    bright[0, :14], bright[1, 14:], bright[2, :, :14], bright[3, :, 14:] = 150, 150, 150, 150
    pixels = np.random.default_rng(seed).integers(0, 60, (n, 28, 28)) + bright[labels]
    return Images(pixels.astype(np.uint8), labels.astype(np.int64), CLASSES)


def dataset() -> Dataset:
    """A train, a validation and a test part."""
    return Dataset("halves", images(256, 1), images(64, 2), images(64, 3))


def network(seed: int = 0) -> ResNet:
    """An untrained network, always the same."""
    torch.manual_seed(seed)
    return ResNet(len(CLASSES), width=RECIPE.width, depths=RECIPE.depths)


def unchanged(pixels: torch.Tensor) -> torch.Tensor:
    """No augmentation: mirroring would turn left into right."""
    return pixels
