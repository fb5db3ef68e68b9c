"""The two plain networks of the ladder, each trained by one short loop: what a first afternoon with torch gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from projects.image_classifier.data.images import Images, Labels, Pixels

EPOCHS = 5
BATCH = 128
LEARNING_RATE = 1e-3
ANSWERED_AT_A_TIME = 1000
HIDDEN = 128


class RowReader(nn.Module):
    """An LSTM that reads a picture row by row: [n, height, width] to logits. Hochreiter and Schmidhuber, 1997."""

    def __init__(self, width: int, n_classes: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(width, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits [n, n_classes] from the state after the last row."""
        _, (state, _) = self.lstm(x)
        return cast("Tensor", self.head(state[-1]))


def two_convolutions(height: int, width: int, n_classes: int) -> nn.Module:
    """Return two 3×3 convolutions with pooling and a linear layer: [n, height, width] to logits."""
    return nn.Sequential(
        nn.Unflatten(1, (1, height)),
        nn.Conv2d(1, 32, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * (height // 4) * (width // 4), n_classes),
    )


def fit(build: Callable[[], nn.Module], train: Images, seed: int) -> nn.Module:
    """Train a network by Adam on the pictures as they are, without augmentation. The same seed, the same network."""
    pixels, labels = _scaled(train.pixels), torch.from_numpy(train.labels)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = build()
        optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
        for _ in range(EPOCHS):
            for rows in torch.split(torch.randperm(len(labels)), BATCH):
                loss = nn.functional.cross_entropy(network(pixels[rows]), labels[rows])
                optimizer.zero_grad()
                torch.autograd.backward(loss)
                optimizer.step()
    return network.eval()


@torch.no_grad()
def predict(network: nn.Module, pixels: Pixels) -> Labels:
    """Return the class of each picture, int64 [n]."""
    parts = torch.split(_scaled(pixels), ANSWERED_AT_A_TIME)
    return torch.cat([network(part).argmax(dim=1) for part in parts]).numpy()


def n_parameters(network: nn.Module) -> int:
    """Return how many numbers were learned."""
    return sum(parameter.numel() for parameter in network.parameters())


def _scaled(pixels: Pixels) -> Tensor:
    return torch.from_numpy(np.divide(pixels, 255, dtype=np.float32))
