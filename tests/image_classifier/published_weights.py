"""Weights with the names and shapes of the published file, and random values."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

BLOCKS = (
    # channels in, channels out, kernel, expansion
    (32, 16, 3, 1),
    (16, 24, 3, 6),
    (24, 24, 3, 6),
    (24, 40, 5, 6),
    (40, 40, 5, 6),
    (40, 80, 3, 6),
    (80, 80, 3, 6),
    (80, 80, 3, 6),
    (80, 112, 5, 6),
    (112, 112, 5, 6),
    (112, 112, 5, 6),
    (112, 192, 5, 6),
    (192, 192, 5, 6),
    (192, 192, 5, 6),
    (192, 192, 5, 6),
    (192, 320, 3, 6),
)


def published_state() -> dict[str, Tensor]:
    """296 tensors; convolutions keep the scale of what passes through them (He et al., ICCV 2015)."""
    torch.manual_seed(0)
    state = _conv("_conv_stem", 32, 3, 3) | _norm("_bn0", 32)
    for number, (channels_in, channels_out, kernel, expansion) in enumerate(BLOCKS):
        block, hidden = f"_blocks.{number}.", channels_in * expansion
        if expansion > 1:
            state |= _conv(block + "_expand_conv", hidden, channels_in, 1) | _norm(block + "_bn0", hidden)
        state |= _conv(block + "_depthwise_conv", hidden, 1, kernel) | _norm(block + "_bn1", hidden)
        state |= _conv(block + "_project_conv", channels_out, hidden, 1) | _norm(block + "_bn2", channels_out)
    state |= _conv("_conv_head", 1280, 320, 1) | _norm("_bn1", 1280)
    return state | {"_fc.weight": torch.randn(1000, 1280) / 36, "_fc.bias": torch.randn(1000)}


def write_published(path: Path) -> Path:
    """Write the weights as they are published."""
    torch.save(published_state(), path)
    return path


def _conv(name: str, channels_out: int, channels_in: int, kernel: int) -> dict[str, Tensor]:
    scale = (2 / (channels_in * kernel**2)) ** 0.5
    return {f"{name}.weight": torch.randn(channels_out, channels_in, kernel, kernel) * scale}


def _norm(name: str, channels: int) -> dict[str, Tensor]:
    return {
        f"{name}.weight": torch.ones(channels),
        f"{name}.bias": torch.randn(channels) / 10,
        f"{name}.running_mean": torch.randn(channels) / 10,
        f"{name}.running_var": torch.ones(channels),
        f"{name}.num_batches_tracked": torch.tensor(1),
    }
