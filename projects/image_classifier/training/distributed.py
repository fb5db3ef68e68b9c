"""One process, or several that ``torchrun`` started.

``torchrun --nproc-per-node 2 -m projects.image_classifier train``
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class Process:
    """Which of how many this process is. The first one alone writes and speaks."""

    rank: int = 0
    world: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes checkpoints, registers models and shows progress."""
        return self.rank == 0

    def share(self, batch: torch.Tensor) -> torch.Tensor:
        """Return this process's part of a batch: every ``world``-th entry."""
        return batch[self.rank :: self.world]

    def wrap(self, network: nn.Module) -> nn.Module:
        """Make the gradients of ``network`` the mean over all processes."""
        return network if self.world == 1 else DistributedDataParallel(network)

    def wait(self) -> None:
        """Go on when every process has come here."""
        if self.world > 1:
            distributed.barrier()


@contextmanager
def process_group() -> Iterator[Process]:
    """Join the processes that ``torchrun`` started, over gloo; alone without it."""
    if not distributed.is_torchelastic_launched():
        yield Process()
        return
    distributed.init_process_group("gloo")
    try:
        yield Process(distributed.get_rank(), distributed.get_world_size())
    finally:
        distributed.destroy_process_group()
