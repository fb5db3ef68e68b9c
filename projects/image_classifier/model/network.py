"""The networks in torch. Each ends in global average pooling and a linear layer, so that its evidence can be mapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

import torch
from torch import Tensor, nn


class Mappable(Protocol):
    """A network whose logits are ``head(mean over positions of features)``."""

    @property
    def features(self) -> nn.Module:
        """Normalised pixels to [n, channels, h, w]."""
        ...

    @property
    def head(self) -> nn.Linear:
        """Channels to logits."""
        ...


class ConvNorm(nn.Sequential):
    """A 3×3 convolution, batch normalisation and ReLU; a ``stride`` of 2 halves the size."""

    def __init__(self, channels_in: int, channels_out: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(channels_in, channels_out, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(channels_out),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """Two convolutions whose result is added to what came in. He et al., CVPR 2016."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(ConvNorm(channels, channels), ConvNorm(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        """[n, channels, height, width] in and out."""
        return x + cast("Tensor", self.body(x))


class ResNet(nn.Module):
    """A small residual network for 28×28 pictures: pixels [n, 1, 28, 28] to logits [n, n_classes].

    Of each stage, ``channels`` says how wide it is and ``depths`` how many residual blocks stand in it; from one to the
    next, height and width are halved. Most of its depth is where the pictures are large, in few channels: the shape of
    ResNet-20 (He et al., CVPR 2016).
    """

    def __init__(self, n_classes: int, *, channels: Sequence[int], depths: Sequence[int]) -> None:
        super().__init__()
        stages: list[nn.Module] = []
        for stage, (before, width, depth) in enumerate(zip((1, *channels), channels, depths, strict=False)):
            stages += [ConvNorm(before, width, stride=2 if stage else 1), *(Residual(width) for _ in range(depth))]
        self.features = nn.Sequential(*stages)
        self.head = nn.Linear(channels[-1], n_classes, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits."""
        return cast("Tensor", self.head(self.features(x).mean(dim=(2, 3))))


class Deployed(nn.Module):
    """What is exported: pixels as they come, uint8 [n, channels, height, width], to logits and evidence maps.

    Normalisation is part of the graph, so that no caller can get it wrong. ``mirrored`` averages a picture with its
    mirror image. The maps [n, n_classes, h, w] average, over their positions, to the logits: the class activation maps
    of Zhou et al. (CVPR 2016), which for this kind of network equal Grad-CAM but for the scale
    (Selvaraju et al., ICCV 2017).
    """

    mean: Tensor
    std: Tensor

    def __init__(self, network: Mappable, *, mean: tuple[float, ...], std: tuple[float, ...], mirrored: bool) -> None:
        super().__init__()
        self.features, self.head, self.mirrored = network.features, network.head, mirrored
        self.register_buffer("mean", torch.tensor(mean).view(1, -1, 1, 1) * 255)
        self.register_buffer("std", torch.tensor(std).view(1, -1, 1, 1) * 255)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Return logits [n, n_classes] and maps [n, n_classes, h, w]."""
        x = (pixels.float() - self.mean) / self.std
        maps = self._maps(x)
        if self.mirrored:
            maps = (maps + self._maps(x.flip(3)).flip(3)) / 2
        return maps.mean(dim=(2, 3)), maps

    def _maps(self, x: Tensor) -> Tensor:
        weight = self.head.weight[:, :, None, None]
        return nn.functional.conv2d(self.features(x), weight, self.head.bias)
