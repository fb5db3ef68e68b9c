"""How the network for Fashion-MNIST is made: read by training and evaluation."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from projects.image_classifier.training.schedule import Schedule

RECIPE_FILE = Path(__file__).with_name("recipe.json")


class Recipe(BaseModel):
    """The network's size, its training, and whether answers average a picture with its mirror image."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: tuple[PositiveInt, PositiveInt, PositiveInt]
    depths: tuple[NonNegativeInt, NonNegativeInt, NonNegativeInt]
    schedule: Schedule
    mirrored: bool

    @classmethod
    def read(cls, path: Path = RECIPE_FILE) -> Recipe:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a recipe."""
        return cls.model_validate_json(path.read_bytes())
