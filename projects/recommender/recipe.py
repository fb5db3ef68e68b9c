"""The chosen parameters: written by the search, read by training and evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from projects.recommender.model.catalogue import AnyConfig

MAX_HALF_LIFE = 10_000
"""Longer than any history: who wants no fading says None."""
RECIPE_FILE = Path(__file__).parent / "recipe.json"
BLEND = "blend"
"""The rung that is weighed under the published protocol: the search makes it from the best of the others."""


class Recipe(BaseModel):
    """Configs of the ladder, weakest rung first, and what of it is served.

    ``half_lives``: the rungs that could answer users, with the recency half-life of a history, in interactions, that
    suits each; None is off. ``serve``: the one of them that does.
    ``recent_days``: how far back "popular now" looks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ladder: dict[str, AnyConfig]
    half_lives: dict[str, Annotated[float, Field(gt=0, le=MAX_HALF_LIFE)] | None]
    serve: str
    recent_days: int = Field(gt=0)

    @model_validator(mode="after")
    def _names_agree(self) -> Recipe:
        for name in (*self.half_lives, self.serve):
            if name not in self.ladder:
                raise ValueError(f"the ladder has no {name!r}; it has {', '.join(self.ladder)}")
        if self.serve not in self.half_lives:
            raise ValueError(f"half_lives says nothing of {self.serve!r}, which is served")
        return self

    @property
    def served(self) -> AnyConfig:
        """The config of the model that is served."""
        return self.ladder[self.serve]

    @property
    def half_life(self) -> float | None:
        """The recency half-life of the model that is served."""
        return self.half_lives[self.serve]

    @classmethod
    def read(cls, path: Path = RECIPE_FILE) -> Recipe:
        """Raises FileNotFoundError, and pydantic.ValidationError for a file that is not a recipe."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path = RECIPE_FILE) -> None:
        """Write readable JSON."""
        path.write_text(json.dumps(self.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
