"""The chosen parameters: written by the search, read by training and evaluation."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from projects.recommender.model.catalogue import AnyConfig

RECIPE_FILE = Path(__file__).parent / "recipe.json"
SERVED = "blend"


class Recipe(BaseModel):
    """Configs of the ladder, weakest rung first; the one called ``blend`` is served.

    ``half_life``: recency half-life of a history in interactions, for serving and the temporal protocol; None is off.
    ``recent_days``: how far back "popular now" looks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ladder: dict[str, AnyConfig]
    half_life: float | None = Field(gt=0)
    recent_days: int = Field(gt=0)

    @model_validator(mode="after")
    def _has_the_served_model(self) -> Recipe:
        if SERVED not in self.ladder:
            raise ValueError(f"the ladder has no {SERVED!r}; it has {', '.join(self.ladder)}")
        return self

    @property
    def served(self) -> AnyConfig:
        """The config of the model that is served."""
        return self.ladder[SERVED]

    @classmethod
    def read(cls, path: Path = RECIPE_FILE) -> Recipe:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a recipe."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path = RECIPE_FILE) -> None:
        """Write readable JSON."""
        path.write_text(json.dumps(self.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
