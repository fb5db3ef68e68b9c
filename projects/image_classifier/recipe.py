"""How the network for Fashion-MNIST is made: read by training and evaluation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from projects.image_classifier.training.schedule import Schedule

RECIPE_FILE = Path(__file__).with_name("recipe.json")


class Recipe(BaseModel):
    """The network's size, the phases of its training, and whether answers average a picture with its mirror image.

    Each phase goes on with the best weights of the one before, at a learning rate that rises and falls anew.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: int = Field(ge=1)
    depths: tuple[int, int, int]
    phases: Annotated[tuple[Schedule, ...], Field(min_length=1)]
    mirrored: bool

    @classmethod
    def read(cls, path: Path = RECIPE_FILE) -> Recipe:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a recipe."""
        return cls.model_validate_json(path.read_bytes())
