"""Every knob of the resume screener, with its unit and default."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.config import ServiceSettings

SERVICE = "resume_screener"


class Settings(ServiceSettings):
    """Set with ``RESUME_SCREENER__<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="RESUME_SCREENER__")

    port: int = Field(8003, ge=1, le=65535)
    seed: int = Field(42, ge=0)
    dataset_path: Path | None = Field(None, description="the folder of O*NET's text files; default: fetched")
    max_body_bytes: int = Field(104_857_600, ge=1, description="bytes of a request: many files come in one")
    deadline_seconds: float = Field(60.0, gt=0)
    slo_latency_seconds: float = Field(
        5.0, gt=0, description="target of the 99th percentile, for the alert: one request brings many files"
    )
    threads: int = Field(1, ge=1, description="processor threads of one call of the encoder")
    readers: int = Field(2, ge=1, description="child processes that read files at the same time")
    max_files: int = Field(100, ge=1, description="files in one request")
    max_file_bytes: int = Field(10_485_760, ge=1)
    max_file_pages: int = Field(50, ge=1)
    max_file_chars: int = Field(500_000, ge=1)
    max_unzipped_bytes: int = Field(104_857_600, ge=1)
    read_seconds: float = Field(20.0, gt=0, description="to read one file before its reader is killed")
    max_job_chars: int = Field(20_000, ge=1)
    max_ranked: int = Field(1000, ge=1, description="stored resumes in one ranking")
    retention_days: int = Field(30, ge=1, description="after that many days a stored resume is deleted")
    storage_key: SecretStr = Field(
        SecretStr("development-only"), min_length=12, description="what stored resumes are encrypted with"
    )


EXAMPLE = (
    "curl -s http://127.0.0.1:{port}/v1/rank -F 'job=Data engineer. Must have: Python, SQL, Airflow.' "
    "-F files=@projects/resume_screener/web/samples/data-scientist.pdf"
)
"""A request to try, as ``make demo`` prints it."""
