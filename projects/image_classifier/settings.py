"""Every knob of the image classifier, with its unit and default."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from shared.config import ServiceSettings

SERVICE = "image_classifier"


class Settings(ServiceSettings):
    """Set with ``IMAGE_CLASSIFIER__<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="IMAGE_CLASSIFIER__")

    port: int = Field(8004, ge=1, le=65535)
    dataset_path: Path | None = Field(None, description="folder of your own pictures, one subfolder a class")
    seed: int = Field(42, ge=0)
    max_body_bytes: int = Field(16 * 1_048_576, ge=0, description="larger request bodies get 413")
    # A full batch at work and the next one collecting: with fewer requests at a time, batches could not fill.
    max_concurrency: int = Field(64, ge=1, description="requests worked on at the same time")
    max_pixels: int = Field(24_000_000, ge=1, description="larger pictures are refused before they are decoded")
    max_images: int = Field(32, ge=1, description="pictures in one request")
    max_batch: int = Field(16, ge=1, description="pictures the model sees at a time")
    max_waiting: int = Field(256, ge=1, description="pictures that may wait for the model; the next one gets 503")
    decoders: int = Field(2, ge=1, description="threads that decode pictures; one of them at a time runs the model")
    threads: int = Field(1, ge=1, description="threads of the model; more only help large batches")

    @model_validator(mode="after")
    def _room_for_one_request(self) -> Self:
        if self.max_images > self.max_waiting:
            raise ValueError("max_images is over max_waiting: a full request would never find room; raise max_waiting")
        return self


EXAMPLE = (
    "curl -s http://127.0.0.1:{port}/v1/samples/ankle-boot.png | "
    "curl -s http://127.0.0.1:{port}/v1/classify -H 'Content-Type: image/png' --data-binary @-"
)
"""A request to try, as ``make demo`` prints it."""
SHIPPED = Path(__file__).with_name("champion")
"""The trained model that comes with the repository, so that serving needs neither the data nor torch."""
