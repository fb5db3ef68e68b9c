"""The training loop: one-cycle SGD with label smoothing, a moving average of the weights, bf16 where the CPU has it.

Every epoch draws its random numbers from (seed, epoch, rank) alone, and everything else that changes is in the
checkpoint: a training that was killed and goes on ends with the same weights as one that was not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeAlias, cast

import numpy as np
import torch
from pydantic import BaseModel
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.lr_scheduler import LambdaLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torchvision.transforms import v2
from tqdm import tqdm

from projects.image_classifier.data.images import Images, Pixels
from projects.image_classifier.training.distributed import Process
from projects.image_classifier.training.schedule import Schedule
from shared import checkpoint

MEAN, STD = (0.2860,), (0.3530,)
"""Of the training pixels of Fashion-MNIST, in [0, 1]."""
EVALUATION_BATCH = 500
ALONE = Process()
Augment: TypeAlias = Callable[[Tensor, float], Tensor]


class Epoch(BaseModel):
    """What an epoch showed: the mean training loss, and the validation accuracy of the averaged weights."""

    loss: float
    accuracy: float


@dataclass
class Progress:
    """How far a training is."""

    epochs: list[Epoch] = field(default_factory=list)

    @property
    def best(self) -> int:
        """Number of the first epoch with the highest accuracy."""
        return int(np.argmax([epoch.accuracy for epoch in self.epochs]))

    def ended(self, schedule: Schedule) -> bool:
        """Whether all epochs are done, or none has been better for too long."""
        done = len(self.epochs)
        stale = schedule.patience is not None and done > 0 and done - 1 - self.best >= schedule.patience
        return stale or done >= schedule.epochs


def fit(
    network: nn.Module,
    train: Images,
    validation: Images,
    schedule: Schedule,
    *,
    seed: int,
    augment: Augment,
    path: Path | None = None,
    process: Process = ALONE,
) -> Progress:
    """Train ``network`` in place; it ends with the averaged weights of the epoch that was best on validation.

    Args:
        network: takes normalised pixels [n, 1, height, width] and returns logits [n, n_classes].
        train: pictures to learn from.
        validation: pictures that choose the epoch.
        schedule: every number of the recipe.
        seed: of the order of the pictures and of the augmentation.
        augment: of a batch of pixels in [0, 1], and of the share of them that is varied.
        path: checkpoint, written after every epoch and continued when it is there; it must be of the same training.
        process: which of how many this is.
    """
    training = _Training(network, len(train), schedule, process)
    progress = training.resume(path)
    steps = len(train) // schedule.batch_size
    shown: tqdm[NoReturn] = tqdm(
        total=schedule.epochs * steps,
        initial=len(progress.epochs) * steps,
        unit="step",
        disable=None if process.leads else True,
    )
    with shown:
        while not progress.ended(schedule):
            epoch = len(progress.epochs)
            loss = training.run_epoch(train, seed, epoch, augment, shown)
            accuracy = float((predict(training.average, validation.pixels).argmax(1) == validation.labels).mean())
            progress.epochs.append(Epoch(loss=loss, accuracy=accuracy))
            training.keep_best(progress)
            shown.set_postfix(epoch=epoch + 1, loss=f"{loss:.3f}", accuracy=f"{accuracy:.4f}")
            if path is not None and process.leads:
                training.write(path, progress)
            process.wait()
    network.load_state_dict(training.best)
    return progress


def predict(network: nn.Module, pixels: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return the logits [n, n_classes] of uint8 pixels [n, height, width], in full precision and without training."""
    network.eval()
    with torch.inference_mode():
        batches = torch.from_numpy(pixels)[:, None].split(EVALUATION_BATCH)
        logits = [network(_normalised(batch.float() / 255)) for batch in batches]
    return cast("np.ndarray[tuple[int, int], np.dtype[np.float32]]", torch.cat(logits).numpy())


class _Training:
    """What changes while a network is trained."""

    def __init__(self, network: nn.Module, n_pictures: int, schedule: Schedule, process: Process) -> None:
        self.network = network.to(memory_format=torch.channels_last)
        self.parallel = process.wrap(self.network)
        self.average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(schedule.ema_decay), use_buffers=True)
        self.best = {name: tensor.clone() for name, tensor in network.state_dict().items()}
        self.schedule, self.process = schedule, process
        self.steps = n_pictures // schedule.batch_size
        if self.steps == 0:
            raise ValueError(f"{n_pictures} pictures are less than one batch of {schedule.batch_size}")
        self.optimizer = torch.optim.SGD(
            _decayed(network, schedule), lr=schedule.peak_learning_rate, momentum=schedule.momentum, nesterov=True
        )

    def run_epoch(self, train: Images, seed: int, epoch: int, augment: Augment, shown: tqdm[NoReturn]) -> float:
        """Train on every picture once, in a new order; return the mean loss."""
        order = np.random.default_rng((seed, epoch)).permutation(len(train))
        torch.manual_seed(_seed_of(seed, epoch, self.process.rank))
        pixels, labels = torch.from_numpy(train.pixels)[:, None], torch.from_numpy(train.labels)
        total, size = self.schedule.epochs * self.steps, self.schedule.batch_size
        scheduler = LambdaLR(
            self.optimizer, lambda step: self.schedule.intensity(step, total), last_epoch=epoch * self.steps - 1
        )
        mix = _mixing(self.schedule, len(train.classes))
        losses = torch.zeros(self.steps)
        self.parallel.train()
        for step in range(self.steps):
            batch = self.process.share(torch.from_numpy(order[step * size : (step + 1) * size]))
            varied = self.schedule.varied * self.schedule.intensity(epoch * self.steps + step, total)
            x, target = mix(_normalised(augment(pixels[batch].float() / 255, varied)), labels[batch])
            with torch.autocast("cpu", torch.bfloat16, enabled=_has_bf16()):
                logits = self.parallel(x)
            loss = functional.cross_entropy(logits.float(), target, label_smoothing=self.schedule.label_smoothing)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            scheduler.step()
            self.average.update_parameters(self.network)
            losses[step] = loss.detach()
            shown.update()
        return float(losses.mean())

    def keep_best(self, progress: Progress) -> None:
        """Remember the averaged weights when they are the best so far."""
        if progress.best == len(progress.epochs) - 1:
            self.best = {name: tensor.clone() for name, tensor in self.average.module.state_dict().items()}

    def write(self, path: Path, progress: Progress) -> None:
        """Write everything that changes."""
        tensors = {f"{part}.{name}": tensor for part, state in self._state().items() for name, tensor in state.items()}
        checkpoint.write(path, tensors, {"epochs": [epoch.model_dump() for epoch in progress.epochs]})

    def resume(self, path: Path | None) -> Progress:
        """Take over what ``write`` wrote, when there is something."""
        if path is None or not path.is_file():
            return Progress()
        tensors, stored = checkpoint.read(path)
        self.network.load_state_dict(_part(tensors, "network"))
        self.average.load_state_dict(_part(tensors, "average"))
        self.best = _part(tensors, "best")
        for index, parameter in enumerate(self._parameters()):
            self.optimizer.state[parameter]["momentum_buffer"] = tensors[f"momentum.{index}"]
        return Progress([Epoch.model_validate(epoch) for epoch in cast("list[object]", stored["epochs"])])

    def _state(self) -> dict[str, Mapping[str, Tensor]]:
        momentum = {
            str(index): self.optimizer.state[parameter]["momentum_buffer"]
            for index, parameter in enumerate(self._parameters())
        }
        return {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "best": self.best,
            "momentum": momentum,
        }

    def _parameters(self) -> list[nn.Parameter]:
        return [parameter for group in self.optimizer.param_groups for parameter in group["params"]]


def _part(tensors: Mapping[str, Tensor], part: str) -> dict[str, Tensor]:
    prefix = f"{part}."
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def _mixing(schedule: Schedule, n_classes: int) -> Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Return what mixes a batch. Mixup: Zhang et al., 2018, with their alpha; CutMix: Yun et al., 2019."""
    match schedule.mixing:
        case "mixup":
            mix = v2.MixUp(alpha=0.2, num_classes=n_classes)
        case "cutmix":
            mix = v2.CutMix(num_classes=n_classes)
        case None:
            return lambda pixels, labels: (pixels, labels)
    return cast("Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]", mix)


def _decayed(network: nn.Module, schedule: Schedule) -> list[dict[str, object]]:
    """Weights decay; biases and the parameters of normalisation do not. Goyal et al., 2017."""
    matrices = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    vectors = [parameter for parameter in network.parameters() if parameter.ndim <= 1]
    rate = {"initial_lr": schedule.peak_learning_rate}
    return [
        {"params": matrices, "weight_decay": schedule.weight_decay, **rate},
        {"params": vectors, "weight_decay": 0.0, **rate},
    ]


def _normalised(pixels: Tensor) -> Tensor:
    mean, std = torch.tensor(MEAN).view(1, -1, 1, 1), torch.tensor(STD).view(1, -1, 1, 1)
    return ((pixels - mean) / std).contiguous(memory_format=torch.channels_last)


def _has_bf16() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _seed_of(*parts: int) -> int:
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return int.from_bytes(digest[:7], "big")
