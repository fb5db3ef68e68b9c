"""Every knob of the recommender, with its unit and default."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.config import ServiceSettings

SERVICE = "recommender"
DatasetName = Literal["movielens-100k", "movielens-1m", "movielens-20m", "movielens-latest-small"]


class Settings(ServiceSettings):
    """Set with ``RECOMMENDER__<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="RECOMMENDER__")

    port: int = Field(8002, ge=1, le=65535)
    dataset: DatasetName = "movielens-100k"
    dataset_path: Path | None = Field(None, description="your own interactions and items instead of MovieLens")
    seed: int = Field(42, ge=0)
    feedback_per_user: int = Field(200, ge=1, description="latest feedback events that shape a user's answers")
    feedback_poll_seconds: float = Field(2.0, gt=0, description="how soon other replicas see new feedback")


EXAMPLE = (
    "curl -s http://127.0.0.1:{port}/v1/recommendations -H 'Content-Type: application/json' "
    '-d \'{{"user_id": "196", "k": 3}}\''
)
"""A request to try, as ``make demo`` prints it."""
