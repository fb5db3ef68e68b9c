"""How the encoder is fine-tuned: chosen on validation questions, read by training and evaluation."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from shared.encoder import recipe

RECIPE_FILE = Path(__file__).with_name("recipe.json")


class Recipe(recipe.Recipe):
    """Every number of the fine-tuning, by default those of ``recipe.json``."""

    @classmethod
    def read(cls, path: Path = RECIPE_FILE) -> Self:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a recipe."""
        return super().read(path)
