"""Settings: one way in for configuration.

Every knob is a field with a default that works with nothing set. In order of precedence a value comes from

1. an argument to the class (tests),
2. the environment variable ``<PROJECT>__<FIELD>``, e.g. ``RECOMMENDER__PORT=9002``,
3. the environment variable ``SHARED__<FIELD>``, which sets it for all services at once,
4. a file named after either variable in ``/run/secrets``, where containers find what must not be in the environment,
5. the same two names in ``.env``,
6. the default in the class.

No other module reads the environment.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

SHARED_PREFIX = "SHARED__"
SECRETS = Path("/run/secrets")
Environment = Literal["development", "test", "production"]
ApiKey = Annotated[SecretStr, Field(min_length=1)]


class DefaultSecretError(ValueError):
    """A secret still has the value printed in the source code, and the environment is production."""


class SharedSettings(BaseSettings):
    """What all services and tools have in common: where things lie and how to log."""

    model_config = SettingsConfigDict(
        env_prefix=SHARED_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    environment: Environment = Field("development", description="production refuses default secrets")
    data_dir: Path = Field(Path(".data"), description="everything written at run time lies here")
    asset_mirror: Path | None = Field(None, description="folder searched for pinned files before any download")
    tracking_uri: str | None = Field(None, description="MLflow server; default: SQLite under data_dir")
    mlflow_port: int = Field(5001, ge=1, le=65535, description="port of the demo's MLflow server")
    code_version: str | None = Field(None, description="commit that runs are noted with; default: the checkout's")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "json", "console"] = Field("auto", description="auto: console on a terminal")

    @property
    def assets_dir(self) -> Path:
        """Folder of the downloaded, verified files."""
        return self.data_dir / "assets"

    @property
    def mlflow_dir(self) -> Path:
        """Folder of the embedded MLflow store."""
        return self.data_dir / "mlflow"

    @property
    def resolved_tracking_uri(self) -> str:
        """The MLflow address in force: the configured server, else SQLite under ``data_dir``."""
        return self.tracking_uri or f"sqlite:///{self.mlflow_dir.absolute() / 'mlflow.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let ``SHARED__X`` stand in for every ``<PROJECT>__X`` that is not set."""
        own_prefix = settings_cls.model_config.get("env_prefix", "")
        return (
            init_settings,
            env_settings,
            EnvSettingsSource(settings_cls, env_prefix=SHARED_PREFIX),
            *(
                SecretsSettingsSource(settings_cls, SECRETS, env_prefix=prefix)
                for prefix in (own_prefix, SHARED_PREFIX)
                if SECRETS.is_dir()
            ),
            dotenv_settings,
            DotEnvSettingsSource(
                settings_cls, env_file=getattr(dotenv_settings, "env_file", None), env_prefix=SHARED_PREFIX
            ),
        )

    @model_validator(mode="after")
    def _refuse_default_secrets(self) -> Self:
        if self.environment != "production":
            return self
        kept = [
            name
            for name, field in type(self).model_fields.items()
            if isinstance(field.default, SecretStr) and field.default and getattr(self, name) == field.default
        ]
        if kept:
            prefix = self.model_config.get("env_prefix", "")
            names = ", ".join(f"{prefix}{name.upper()}" for name in kept)
            raise DefaultSecretError(f"set {names}: the default is public and refused in production")
        return self


class ServiceSettings(SharedSettings):
    """The knobs of one HTTP service. A project subclasses it with its own ``env_prefix`` and fields."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=1, le=65535)
    database_url: SecretStr | None = Field(None, description="SQLAlchemy URL; default: SQLite under data_dir")
    pseudonym_key: SecretStr = Field(
        SecretStr("development-only"), description="keys the hash that replaces user ids in stored rows and logs"
    )
    api_keys: tuple[ApiKey, ...] = Field((), description="JSON list; when set, /v1 needs one in X-API-Key")

    max_body_bytes: int = Field(1_048_576, ge=0, description="larger request bodies get 413")
    max_concurrency: int = Field(8, ge=1, description="requests worked on at the same time")
    max_queue: int = Field(64, ge=0, description="requests that may wait; the next one gets 503")
    deadline_seconds: float = Field(10.0, gt=0, description="time to the first byte of an answer, else 504")
    rate_limit: str = Field("1200/minute", description="per client, in the notation of the limits library")
    rate_limit_storage: str = Field("memory://", description="where the counts lie; redis://… shares them")
    shutdown_seconds: int = Field(20, ge=1, description="time given to running requests at shutdown")
    model_poll_seconds: float = Field(5.0, gt=0, description="how often the registry is asked for a new champion")
    slo_latency_seconds: float = Field(0.25, gt=0, description="target of the 99th percentile, for the alert")
    drift_window: int = Field(
        1_000, ge=300, le=10_000, description="answers of a model, its first and its latest, compared to see drift"
    )
    drift_poll_seconds: float = Field(60.0, gt=0, description="how often they are compared")
    journal_capacity: int = Field(10_000, ge=1, description="prediction rows kept while the database is away")


def database_url(settings: ServiceSettings, service: str) -> str:
    """Return the SQLAlchemy URL in force for a service: the configured one, else its SQLite file."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"sqlite:///{settings.data_dir.absolute() / service}.db"
