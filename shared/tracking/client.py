"""The one place where MLflow is set up. Importing ``mlflow`` takes a second, so nothing imports it at the top."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from shared.config import SharedSettings

if TYPE_CHECKING:
    from mlflow import MlflowClient

QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_GENAI_EVAL_SKIP_TRACE_VALIDATION": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "10",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "GIT_PYTHON_REFRESH": "quiet",
}
TABLES_MADE = ".tables-made"


class RegistryUnavailable(RuntimeError):
    """MLflow does not answer."""


@contextmanager
def answering() -> Iterator[None]:
    """Turn what MLflow raises when its server or its files are away into RegistryUnavailable."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as exc:
        raise RegistryUnavailable(str(exc)) from exc


def quieten() -> None:
    """Set MLflow's own variables, before its import, where the environment has not."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def connect(settings: SharedSettings) -> "MlflowClient":
    """Return a client of the server that the settings name, or of SQLite under ``data_dir``.

    The embedded store is made on first use.
    """
    quieten()
    import mlflow

    mlflow.set_tracking_uri(settings.resolved_tracking_uri)
    if settings.tracking_uri is None and not (settings.mlflow_dir / TABLES_MADE).exists():
        _make_tables(settings.mlflow_dir)
    return mlflow.MlflowClient()


def _make_tables(folder: Path) -> None:
    """Let MLflow make its tables while no other process does: two at once would leave neither with a whole set."""
    from mlflow import MlflowClient

    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        client = MlflowClient()
        client.search_experiments(max_results=1)
        client.search_registered_models(max_results=1)
        (folder / TABLES_MADE).touch()


def ensure_experiment(client: "MlflowClient", settings: SharedSettings, name: str) -> str:
    """Return the id of an experiment, made on first use. Only a server decides itself where artifacts lie.

    Raises:
        RegistryUnavailable: MLflow does not answer.
    """
    with answering():
        experiment = client.get_experiment_by_name(name)
        if experiment is not None:
            return str(experiment.experiment_id)
        return str(client.create_experiment(name, artifact_location=_artifact_location(settings, name)))


def _artifact_location(settings: SharedSettings, name: str) -> str | None:
    if settings.tracking_uri is not None:
        return None
    folder: Path = settings.mlflow_dir.absolute() / "artifacts" / name
    return folder.as_uri()
