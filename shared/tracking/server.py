"""The MLflow server: pages and API over the embedded store, or over a database of its own.

It answers anybody who reaches it, so it listens to this machine alone unless told otherwise, and only to requests
that name it by an allowed host.
"""

import os
import sys

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.config import SharedSettings
from shared.tracking.client import connect, quieten


class TrackingServerSettings(SharedSettings):
    """The knobs of the server; its port is ``SHARED__MLFLOW_PORT``."""

    model_config = SettingsConfigDict(env_prefix="TRACKING__")

    host: str = Field("127.0.0.1", description="address to listen on")
    backend_url: SecretStr | None = Field(None, description="SQLAlchemy URL; default: SQLite under data_dir")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="JSON list of names, with ports, that it is called by besides this machine's"
    )


def main() -> None:
    """Start the server and wait for it. It has a page of its own for every run, report and model version."""
    settings = TrackingServerSettings(tracking_uri=None)
    os.environ.setdefault("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false")
    os.environ["MLFLOW_BACKEND_STORE_URI"] = _backend(settings)  # not an option: a list of processes would show it
    from mlflow.cli import cli

    hosts = (f"127.0.0.1:{settings.mlflow_port}", f"localhost:{settings.mlflow_port}", *settings.allowed_hosts)
    sys.argv = [
        "mlflow",
        "server",
        f"--artifacts-destination={(settings.mlflow_dir.absolute() / 'artifacts').as_uri()}",
        f"--host={settings.host}",
        f"--port={settings.mlflow_port}",
        f"--allowed-hosts={','.join(hosts)}",
        "--workers=1",
    ]
    cli()


def _backend(settings: TrackingServerSettings) -> str:
    if settings.backend_url is not None:
        quieten()
        return settings.backend_url.get_secret_value()
    connect(settings)
    return settings.resolved_tracking_uri


if __name__ == "__main__":
    main()
