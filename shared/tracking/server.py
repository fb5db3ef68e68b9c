"""The MLflow server of the demo: pages and API over the embedded store, on the loopback interface only."""

import os
import sys

from shared.config import SharedSettings
from shared.tracking.client import connect


def main() -> None:
    """Start the server and wait for it. It has a page of its own for every run, report and model version."""
    settings = SharedSettings(tracking_uri=None)
    os.environ.setdefault("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false")
    connect(settings)
    from mlflow.cli import cli

    hosts = f"127.0.0.1:{settings.mlflow_port},localhost:{settings.mlflow_port}"
    sys.argv = [
        "mlflow",
        "server",
        f"--backend-store-uri={settings.resolved_tracking_uri}",
        f"--artifacts-destination={(settings.mlflow_dir.absolute() / 'artifacts').as_uri()}",
        "--host=127.0.0.1",
        f"--port={settings.mlflow_port}",
        f"--allowed-hosts={hosts}",
        "--workers=1",
    ]
    cli()


if __name__ == "__main__":
    main()
