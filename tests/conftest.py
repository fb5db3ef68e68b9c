"""What all tests stand on: no developer's settings, no log handlers left behind, an MLflow store of one's own."""

import logging
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from shared.config import ServiceSettings, SharedSettings
from shared.tracking.client import connect

ROOT = Path(__file__).resolve().parents[1]
PREFIXES = ("SHARED__", *(f"{path.parent.name.upper()}__" for path in (ROOT / "projects").glob("*/settings.py")))


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a developer has set changes no test."""
    for name in os.environ:
        if name.upper().startswith(PREFIXES):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Every application configures logging for its process, and the process of the tests has many."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="session")
def empty_mlflow_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables and nothing in them: making one takes more than a second, copying it nothing."""
    settings = SharedSettings(_env_file=None, data_dir=tmp_path_factory.mktemp("mlflow-template"))
    connect(settings).search_experiments()
    return settings.mlflow_dir / "mlflow.db"


@pytest.fixture
def data_dir(tmp_path: Path, empty_mlflow_database: Path) -> Path:
    """A data folder with an empty MLflow store."""
    folder = tmp_path / "data"
    (folder / "mlflow").mkdir(parents=True)
    shutil.copy(empty_mlflow_database, folder / "mlflow" / "mlflow.db")
    return folder


@pytest.fixture
def settings(data_dir: Path) -> ServiceSettings:
    """The defaults of a service, in a data folder of its own."""
    return ServiceSettings(_env_file=None, data_dir=data_dir, environment="test", log_format="json")


@pytest.fixture
def closed_server(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    """Settings of an MLflow server that is away: its port is closed, and the client does not try for long."""
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    return settings.model_copy(update={"tracking_uri": f"http://127.0.0.1:{port}"})
