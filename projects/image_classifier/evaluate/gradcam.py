"""The usual explanation, by the usual library, of the torch network that the shipped model was exported from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from safetensors.torch import load_file
from torch import Tensor, nn

from projects.image_classifier.data.images import Labels, Pixels
from projects.image_classifier.evaluate.scores import batches
from projects.image_classifier.model.bundle import WEIGHTS_FILE, Floats
from projects.image_classifier.model.network import Deployed, ResNet
from projects.image_classifier.recipe import Recipe


class Plain(nn.Module):
    """The network as training sees it: pixels uint8 [n, 1, height, width] to logits, without the mirror image."""

    def __init__(self, deployed: Deployed) -> None:
        super().__init__()
        self.features, self.head = deployed.features, deployed.head
        self.mean, self.std = deployed.mean, deployed.std

    def forward(self, pixels: Tensor) -> Tensor:
        """Return logits [n, n_classes]."""
        x: Tensor = self.head(self.features((pixels - self.mean) / self.std).mean(dim=(2, 3)))
        return x


def read_network(folder: Path, recipe: Recipe, n_classes: int) -> Deployed | None:
    """Return the network of a bundle; None when the bundle holds no weights."""
    if not (folder / WEIGHTS_FILE).is_file():
        return None
    network = ResNet(n_classes, channels=recipe.channels, depths=recipe.depths)
    deployed = Deployed(network, mean=(0.0,), std=(1.0,), mirrored=recipe.mirrored)
    deployed.load_state_dict(load_file(folder / WEIGHTS_FILE))
    return deployed.eval()


def grad_cam(deployed: Deployed, pixels: Pixels, classes: Labels) -> Floats:
    """Return Grad-CAM for these classes [n] of grey pictures [n, height, width], from 0 to 1 and as large as they.

    Selvaraju et al., ICCV 2017, on the last features, by pytorch-grad-cam.
    """
    plain = Plain(deployed)
    targets = [ClassifierOutputTarget(int(index)) for index in classes]
    with GradCAM(plain, [plain.features]) as cam:
        parts, done = [], 0
        for batch in batches(pixels):
            parts.append(cam(torch.tensor(batch, dtype=torch.float32), targets[done : done + len(batch)]))
            done += len(batch)
    return np.concatenate(parts)


def as_shown(maps: Floats, height: int, width: int) -> Floats:
    """Return maps [n, h, w] as the library shows its own: the positive part, enlarged, from 0 to 1."""
    once = scale_cam_image(np.maximum(maps, 0), (width, height))
    return np.asarray(scale_cam_image(once), np.float32)  # after enlarging too, as the library does
