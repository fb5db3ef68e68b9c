"""Every number of a training, and the learning rate over its steps."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Mixing: TypeAlias = Literal["mixup", "cutmix"]


class Schedule(BaseModel):
    """How a network is trained.

    ``warmup`` is the share of the steps in which the learning rate rises to its peak. The share of varied pictures
    rises and falls with it, so that a training ends on pictures like those it will be asked about.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int = Field(ge=1)
    batch_size: int = Field(128, ge=1)
    peak_learning_rate: float = Field(0.2, gt=0)
    warmup: float = Field(0.2, gt=0, lt=1)
    momentum: float = Field(0.9, ge=0, lt=1)
    weight_decay: float = Field(5e-4, ge=0)
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    ema_decay: float = Field(0.999, ge=0, lt=1)
    varied: float = Field(0.0, ge=0, le=1, description="share of pictures varied in light and shape, at the peak")
    mixing: Mixing | None = Field(None, description="how the pictures of a batch are mixed in pairs, with their labels")
    patience: int | None = Field(None, ge=1, description="epochs without a better validation accuracy before the end")

    def intensity(self, step: int, steps: int) -> float:
        """Return the learning rate as a share of its peak: up in a line, down in a cosine. Smith & Topin, 2018."""
        rising = max(1, round(self.warmup * steps))
        if step < rising:
            return (step + 1) / rising
        return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - rising) / max(1, steps - rising))))
