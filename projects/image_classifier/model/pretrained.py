"""EfficientNet-Lite0 with its published ImageNet weights: what transfer learning starts from.

Tan and Le, "EfficientNet", ICML 2019, in the Lite variant of its authors: no squeeze-and-excitation, and ReLU6.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import torch
from torch import Tensor, nn

from projects.image_classifier.model.bundle import WeightsError

ASSET = "efficientnet-lite0-imagenet"
"""The name of the published weights in the table of assets."""
MEAN = (127 / 255,) * 3
STD = (128 / 255,) * 3
"""The weights were trained on (pixel - 127) / 128."""

EMBEDDING = 1280
STEM, IMAGENET_CLASSES = 32, 1000
STAGES = (
    # blocks, kernel, stride, expansion, channels
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


class SameConv(nn.Conv2d):
    """A convolution padded as in TensorFlow, where the weights come from: what is odd goes to the right and below."""

    def forward(self, x: Tensor) -> Tensor:
        """[n, channels_in, h, w] to [n, channels_out, ceil(h / stride), ceil(w / stride)]."""
        height, width = (self._missing(size) for size in x.shape[2:])
        x = nn.functional.pad(x, (width // 2, width - width // 2, height // 2, height - height // 2))
        return super().forward(x)

    def _missing(self, size: int) -> int:
        """How many rows or columns of padding a picture of that many needs in all."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        return max((-(-size // stride) - 1) * stride + kernel - size, 0)


def _conv_norm(channels_in: int, channels_out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        SameConv(channels_in, channels_out, kernel, stride=stride, groups=groups, bias=False),
        nn.BatchNorm2d(channels_out, eps=1e-3, momentum=0.01),
    )


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project; added to what came in where the shapes agree. Sandler et al., CVPR 2018."""

    def __init__(self, channels_in: int, channels_out: int, *, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = channels_in * expansion
        self.expand = nn.Identity() if expansion == 1 else _conv_norm(channels_in, hidden)
        self.depthwise = _conv_norm(hidden, hidden, kernel, stride, groups=hidden)
        self.project = _conv_norm(hidden, channels_out)
        self.expands = expansion > 1
        self.adds = stride == 1 and channels_in == channels_out

    def forward(self, x: Tensor) -> Tensor:
        """[n, channels_in, h, w] to [n, channels_out, ceil(h / stride), ceil(w / stride)]."""
        hidden = nn.functional.relu6(self.expand(x)) if self.expands else x
        hidden = nn.functional.relu6(self.depthwise(hidden))
        projected = cast("Tensor", self.project(hidden))
        return x + projected if self.adds else projected


class EfficientNetLite0(nn.Module):
    """Normalised pixels [n, 3, h, w], sides of at least 32, to logits [n, n_classes].

    ``features`` holds, in order, the first convolution, sixteen blocks and the last convolution, so that a slice of it
    can be kept as it is while the rest is trained.
    """

    def __init__(self, n_classes: int = IMAGENET_CLASSES) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Sequential(*_conv_norm(3, STEM, 3, 2), nn.ReLU6())]
        channels = STEM
        for blocks, kernel, stride, expansion, wider in STAGES:
            for block in range(blocks):
                first = stride if block == 0 else 1
                layers.append(InvertedResidual(channels, wider, kernel=kernel, stride=first, expansion=expansion))
                channels = wider
        layers.append(nn.Sequential(*_conv_norm(channels, EMBEDDING), nn.ReLU6()))
        self.features = nn.Sequential(*layers)
        self.head = nn.Linear(EMBEDDING, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        return cast("Tensor", self.head(self.features(x).mean(dim=(2, 3))))


def read_pretrained(path: Path) -> EfficientNetLite0:
    """Return the network with its published weights and its thousand ImageNet classes, in evaluation mode.

    The file is a pickle: only tensors are read from it. Raises WeightsError when it holds anything else, or other
    tensors than this network's.
    """
    import pickle

    network = EfficientNetLite0()
    try:
        published = torch.load(path, map_location="cpu", weights_only=True)
        network.load_state_dict({_our_name(name): tensor for name, tensor in published.items()})
    except (AttributeError, EOFError, KeyError, RuntimeError, pickle.UnpicklingError) as error:
        reason = str(error).split("\n", 1)[0]
        raise WeightsError(f"{path}: not the published weights of EfficientNet-Lite0 ({reason})") from error
    return network.eval()


_OUTER = {
    "_conv_stem": "features.0.0",
    "_bn0": "features.0.1",
    "_conv_head": "features.17.0",
    "_bn1": "features.17.1",
    "_fc": "head",
}
_IN_BLOCK = {
    "_expand_conv": "expand.0",
    "_bn0": "expand.1",
    "_depthwise_conv": "depthwise.0",
    "_bn1": "depthwise.1",
    "_project_conv": "project.0",
    "_bn2": "project.1",
}


def _our_name(published: str) -> str:
    """Return how this network calls a tensor; raises KeyError for one that it doesn't have."""
    module, _, tensor = published.rpartition(".")
    block = re.fullmatch(r"_blocks\.(\d+)\.(\w+)", module)
    if block is None:
        return f"{_OUTER[module]}.{tensor}"
    return f"features.{int(block[1]) + 1}.{_IN_BLOCK[block[2]]}.{tensor}"
