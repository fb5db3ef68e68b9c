"""What a training writes after each epoch, so that one that was killed goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

PROGRESS = "progress"


def write(path: Path, tensors: Mapping[str, Tensor], progress: Mapping[str, object]) -> None:
    """Write atomically: a reader finds the old checkpoint or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    owned = {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}
    save_file(owned, unfinished, metadata={PROGRESS: json.dumps(dict(progress))})
    with unfinished.open("rb+") as stream:
        os.fsync(stream.fileno())
    unfinished.replace(path)


def read(path: Path) -> tuple[dict[str, Tensor], dict[str, object]]:
    """Return the tensors and the progress that ``write`` was given. Raises FileNotFoundError."""
    with safe_open(path, framework="pt") as file:
        tensors: dict[str, torch.Tensor] = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - a file is no mapping
        progress: dict[str, object] = json.loads(file.metadata()[PROGRESS])
    return tensors, progress
