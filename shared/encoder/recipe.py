"""How an encoder is fine-tuned; read without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field


class Recipe(BaseModel):
    """Every number of a contrastive fine-tuning.

    ``scale`` multiplies the cosines before the softmax. ``hard_negatives`` documents for each query are drawn anew in
    every epoch from the ``negatives_depth`` best that are not known to answer it. ``shares``: how much of the way from
    the published weights to the fine-tuned ones is tried. ``patience``: epochs without a better validation score
    before the end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int = Field(ge=1)
    patience: int = Field(ge=1)
    batch_size: int = Field(ge=2)
    learning_rate: float = Field(gt=0)
    warmup: float = Field(gt=0, lt=1, description="share of the steps in which the learning rate rises")
    weight_decay: float = Field(ge=0)
    scale: float = Field(gt=0)
    hard_negatives: int = Field(ge=0)
    negatives_depth: int = Field(ge=1)
    shares: tuple[float, ...] = Field(min_length=1)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a recipe."""
        return cls.model_validate_json(path.read_bytes())
