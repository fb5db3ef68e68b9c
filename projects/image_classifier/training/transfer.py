"""Transfer learning on a folder of photos, affordable on a CPU.

The early layers of EfficientNet-Lite0 stay as published, so what they make of a photo is computed once: for the photo
as the service sees it, and for a few random views. The late layers and a new head then learn from what is kept, at a
fraction of the cost. Pan and Yang, "A survey on transfer learning", TKDE 2010; Yosinski et al., NeurIPS 2014.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import torch
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from torchvision.transforms import v2
from tqdm import tqdm

from projects.image_classifier.data.images import Labels, Photos
from projects.image_classifier.data.split import Positions
from projects.image_classifier.decode import decode
from projects.image_classifier.model.bundle import Floats, InputSpec, Pixels
from projects.image_classifier.model.network import Deployed
from projects.image_classifier.model.preprocess import enough_pixels, on_white, prepare
from projects.image_classifier.model.pretrained import EMBEDDING, MEAN, STD, EfficientNetLite0, read_pretrained
from projects.image_classifier.training.schedule import Schedule

BATCH = 64


class Recipe(BaseModel):
    """How photos are learned.

    ``frozen`` of the eighteen parts of the network stay as published. ``views`` random views of each photo are kept in
    memory. ``head_rate`` is the peak learning rate of the new head, ``rate`` that of the other layers that learn.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int = Field(224, ge=64, le=1024)
    frozen: int = Field(17, ge=1, le=17)
    views: int = Field(6, ge=1)
    epochs: int = Field(12, ge=1)
    rate: float = Field(1e-3, gt=0)
    head_rate: float = Field(1e-2, gt=0)
    warmup: float = Field(0.2, gt=0, lt=1)
    weight_decay: float = Field(0.05, ge=0)
    label_smoothing: float = Field(0.1, ge=0, lt=1)

    @property
    def input(self) -> InputSpec:
        """What the network looks at."""
        return InputSpec(size=self.size, channels=3, pipeline="photo")


@dataclass(frozen=True)
class Activations:
    """What the frozen layers make of n photos, in bfloat16: by the default recipe 0.2 MB for each.

    ``plain`` [n, channels, h, w]: as the service prepares them; ``views`` [views, n, channels, h, w]: varied.
    """

    plain: Tensor
    views: Tensor


def train_preset(size: int) -> v2.Compose:
    """Return the random view of a photo that is trained on, uint8 [3, size, size]."""
    bicubic = v2.InterpolationMode.BICUBIC
    return v2.Compose(
        [
            v2.RandomResizedCrop(size, scale=(0.35, 1.0), interpolation=bicubic, antialias=True),
            v2.RandomHorizontalFlip(),
            v2.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2),
            v2.PILToTensor(),
        ]
    )


def eval_preset(photo: Image.Image, spec: InputSpec) -> Tensor:
    """Return a photo as the service sees it, uint8 [3, size, size]."""
    return torch.from_numpy(prepare(photo, spec))


def fit_photos(photos: Photos, recipe: Recipe, *, weights: Path, max_pixels: int, seed: int) -> EfficientNetLite0:
    """Return a network that tells the classes of the photos apart, in evaluation mode. Nothing is held out.

    ``weights`` is the file of the published weights. The same seed gives the same network. Raises WeightsError and
    UnreadableImage.
    """
    published = read_pretrained(weights)
    activations = activate(published, photos.files, recipe, max_pixels=max_pixels, seed=seed)
    everything = np.arange(len(photos))
    return tune(published, activations, photos.labels, everything, recipe, seed=seed)


def deployed(network: EfficientNetLite0) -> Deployed:
    """Return the network as it is exported, with its normalisation."""
    return Deployed(network, mean=MEAN, std=STD, mirrored=False)


def prepared(files: Sequence[Path], recipe: Recipe, *, max_pixels: int) -> Pixels:
    """Return photos as the service sees them, uint8 [n, 3, size, size]. Raises UnreadableImage."""
    return np.stack([prepare(_read(file, recipe, max_pixels), recipe.input) for file in files])


def activate(
    published: EfficientNetLite0, files: Sequence[Path], recipe: Recipe, *, max_pixels: int, seed: int
) -> Activations:
    """Compute what the frozen layers make of the photos and of their random views. Raises UnreadableImage."""
    frozen = published.features[: recipe.frozen].to(memory_format=torch.channels_last)
    preset = train_preset(recipe.size)
    plain: list[Tensor] = []
    views: list[list[Tensor]] = [[] for _ in range(recipe.views)]
    with (
        torch.random.fork_rng(devices=[]),
        tqdm(total=len(files), desc="looking at the photos", unit="photo", disable=None) as bar,
    ):
        torch.manual_seed(seed)
        for start in range(0, len(files), BATCH):
            batch = [_read(file, recipe, max_pixels) for file in files[start : start + BATCH]]
            plain.append(_infer(frozen, _normalised([eval_preset(photo, recipe.input) for photo in batch])))
            for view in views:
                view.append(_infer(frozen, _normalised([preset(photo) for photo in batch])))
            bar.update(len(batch))
    return Activations(torch.cat(plain), torch.stack([torch.cat(view) for view in views]))


def tune(
    published: EfficientNetLite0,
    activations: Activations,
    labels: Labels,
    chosen: Positions,
    recipe: Recipe,
    *,
    seed: int,
) -> EfficientNetLite0:
    """Train the late layers and a new head on the chosen photos; ``published`` is left as it is.

    AdamW (Loshchilov & Hutter, ICLR 2019), its learning rates in one cycle. Normalisation keeps
    its published statistics: a small folder would give poor ones, and what is trained is exactly what is served.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = copy.deepcopy(published)
        network.head = nn.Linear(EMBEDDING, int(labels.max()) + 1)
        late = _late(network, recipe)
        optimizer = _optimizer(network, recipe)
        steps = recipe.epochs * math.ceil(len(chosen) / BATCH)
        curve = Schedule(epochs=recipe.epochs, warmup=recipe.warmup)
        rate = LambdaLR(optimizer, lambda step: curve.intensity(step, steps))
        for x, y in _batches(activations.views, labels, chosen, recipe.epochs):
            with torch.autocast("cpu", torch.bfloat16):
                loss = functional.cross_entropy(late(x), y, label_smoothing=recipe.label_smoothing)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
    return network.eval()


def predict(network: EfficientNetLite0, activations: Activations, chosen: Positions, recipe: Recipe) -> Floats:
    """Return logits [n_chosen, n_classes] of the chosen photos as the service sees them."""
    return _in_batches(_late(network, recipe), activations.plain[torch.from_numpy(chosen)])


def embed(published: EfficientNetLite0, activations: Activations, recipe: Recipe) -> Floats:
    """Return the features [n, EMBEDDING] that the published network has for the photos as the service sees them."""
    late = nn.Sequential(*published.features[recipe.frozen :], nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()
    return _in_batches(late, activations.plain)


def _late(network: EfficientNetLite0, recipe: Recipe) -> nn.Module:
    """The layers that learn, from activations [n, channels, h, w] to logits; they stay the network's own."""
    late = nn.Sequential(*network.features[recipe.frozen :], nn.AdaptiveAvgPool2d(1), nn.Flatten(), network.head)
    return late.to(memory_format=torch.channels_last).eval()


def _optimizer(network: EfficientNetLite0, recipe: Recipe) -> AdamW:
    late = network.features[recipe.frozen :]
    groups = [
        {"params": late.parameters(), "lr": recipe.rate},
        {"params": network.head.parameters(), "lr": recipe.head_rate},
    ]
    return AdamW(groups, weight_decay=recipe.weight_decay)


def _batches(views: Tensor, labels: Labels, chosen: Positions, epochs: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Every chosen photo once an epoch, in random order, each in one of its views."""
    positions, classes = torch.from_numpy(chosen), torch.from_numpy(labels)
    for _ in range(epochs):
        for batch in positions[torch.randperm(len(positions))].split(BATCH):
            yield views[torch.randint(len(views), batch.shape), batch], classes[batch]


def _read(file: Path, recipe: Recipe, max_pixels: int) -> Image.Image:
    photo = decode(file.read_bytes(), max_pixels=max_pixels, at_least=enough_pixels(recipe.input))
    return on_white(photo).convert("RGB")


def _normalised(pixels: Sequence[Tensor]) -> Tensor:
    mean, std = (torch.tensor(values).view(1, -1, 1, 1) * 255 for values in (MEAN, STD))
    return (torch.stack(list(pixels)) - mean) / std


def _in_batches(module: nn.Module, x: Tensor) -> Floats:
    return torch.cat([_infer(module, batch) for batch in x.split(BATCH)]).float().numpy()


def _infer(module: nn.Module, x: Tensor) -> Tensor:
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        return cast("Tensor", module(x.contiguous(memory_format=torch.channels_last)))
