"""A real Docker, the image as it is shipped, and an MLflow server that can be taken away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from tests.docker.faults.container import IMAGE, SERVICE, missing
from tests.running import free_port
from tests.waiting import await_true

API = "/api/2.0/mlflow"


@pytest.fixture(scope="session", autouse=True)
def _image() -> None:
    if reason := missing(IMAGE):
        pytest.skip(reason)


@dataclass
class TrackingServer:
    """MLflow as `make demo` runs it, over a folder that stays when it is stopped."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if self.process is None:
            variables = {"SHARED__DATA_DIR": str(self.folder), "SHARED__MLFLOW_PORT": str(self.port)}
            command = [sys.executable, "-m", "shared.tracking.server"]
            self.process = subprocess.Popen(
                command, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
            )
            await_true(self.answers)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def answers(self) -> bool:
        try:
            return httpx2.get(f"{self.address}/version", timeout=5).status_code == 200
        except httpx2.TransportError:
            return False

    def runs(self) -> int:
        """How many runs were begun."""
        experiments = httpx2.get(f"{self.address}{API}/experiments/search", params={"max_results": 100}, timeout=10)
        ids = [experiment["experiment_id"] for experiment in experiments.json()["experiments"]]
        runs = httpx2.post(f"{self.address}{API}/runs/search", json={"experiment_ids": ids}, timeout=10)
        return len(runs.json().get("runs", []))

    def champion(self) -> str | None:
        """The version that has the alias; None before the first."""
        asked = {"name": SERVICE, "alias": "champion"}
        answered = httpx2.get(f"{self.address}{API}/registered-models/alias", params=asked, timeout=10)
        return answered.json()["model_version"]["version"] if answered.status_code == 200 else None


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrackingServer]:
    """A server whose registry has a champion."""
    server = TrackingServer(tmp_path_factory.mktemp("mlflow"))
    server.start()
    variables = {"SHARED__DATA_DIR": str(server.folder / "job"), "SHARED__TRACKING_URI": server.address}
    command = [sys.executable, "-m", f"projects.{SERVICE}", "train", "--if-missing"]
    subprocess.run(command, env={**os.environ, **variables}, check=True, capture_output=True)
    yield server
    server.stop()


@pytest.fixture
def mlflow(trained: TrackingServer) -> TrackingServer:
    """The same, up at the start of every test."""
    trained.start()
    return trained
