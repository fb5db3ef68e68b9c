"""Augmentation of whole batches of 28×28 pictures, each picture with random numbers of its own.

The transforms of torchvision draw once a call: a batch would share one crop and one mirroring, and picture by picture
they take longer than the network. Pixels are floats in [0, 1] throughout; random numbers come from torch's global
generator.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

SHIFT = 2
HOLE = 8


def train_preset(pixels: Tensor, varied: float) -> Tensor:
    """Shift and mirror the pictures [n, 1, h, w], and cut a hole into each (DeVries & Taylor, 2017).

    A share of them, ``varied``, is also turned, scaled and sheared, and as many get another light: the operations of
    RandAugment (Cubuk et al., 2020).
    """
    moved = _warp(pixels, varied)
    chosen = torch.rand(len(pixels)) < varied
    moved[chosen] = _relight(moved[chosen])
    return _cut_out(moved)


def _warp(pixels: Tensor, share: float) -> Tensor:
    """Mirror half of the pictures and shift all by whole pixels; turn, scale and shear a share of them."""
    n, _, height, width = pixels.shape
    varied = (torch.rand(n) < share).float()
    angle = varied * _uniform(n, math.radians(20))
    scale = torch.exp(varied * _uniform(n, 0.25))
    shear = varied * _uniform(n, 0.25)
    mirror = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0], theta[:, 0, 1] = cos * mirror, shear - sin
    theta[:, 1, 0], theta[:, 1, 1] = sin * mirror, cos
    theta[:, 0, 2] = torch.randint(-SHIFT, SHIFT + 1, (n,)) * (2 / width)
    theta[:, 1, 2] = torch.randint(-SHIFT, SHIFT + 1, (n,)) * (2 / height)
    grid = functional.affine_grid(theta, list(pixels.shape), align_corners=False)
    return functional.grid_sample(pixels, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def _relight(pixels: Tensor) -> Tensor:
    """Give each picture one of: another brightness, contrast, gamma, noise, blur, or its negative."""
    n = len(pixels)
    strength = _uniform(n, 1.0).view(-1, 1, 1, 1)
    mean = pixels.mean(dim=(1, 2, 3), keepdim=True)
    kernel = functional.softmax(-torch.tensor([1.0, 0.0, 1.0]), dim=0)
    blurred = functional.conv2d(pixels, torch.outer(kernel, kernel)[None, None], padding=1)
    choices = torch.stack(
        [
            pixels + 0.4 * strength,
            mean + (pixels - mean) * torch.exp(strength),
            pixels.clamp(min=0) ** torch.exp(strength),
            pixels + 0.2 * strength * torch.randn_like(pixels),
            blurred,
            1 - pixels,
        ]
    )
    picked = torch.randint(len(choices), (n,))
    return choices[picked, torch.arange(n)].clamp(0, 1)


def _cut_out(pixels: Tensor) -> Tensor:
    """Blacken a square of HOLE pixels at a random place, partly outside where it falls on the edge."""
    n, _, height, width = pixels.shape
    rows = (torch.arange(height) - torch.randint(height, (n, 1))).abs() < HOLE / 2
    columns = (torch.arange(width) - torch.randint(width, (n, 1))).abs() < HOLE / 2
    return pixels.masked_fill((rows[:, None, :, None] & columns[:, None, None, :]), 0.0)


def _uniform(n: int, limit: float) -> Tensor:
    return (torch.rand(n) * 2 - 1) * limit
