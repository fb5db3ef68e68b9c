"""Training and serving against a real MLflow server, and its first start."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from shared.config import ServiceSettings, SharedSettings
from shared.serving.model_slot import ModelSlot
from shared.tracking import server
from shared.tracking.client import connect
from shared.tracking.registry import PREVIOUS, Registry
from tests.shared.serving.test_server import free_port
from tests.toy import TOY, ToyModel, crown

PATIENCE_S = 90
FIRST_USE = (
    "from shared.config import SharedSettings; from shared.tracking.client import connect; connect(SharedSettings())"
)


@contextmanager
def mlflow_server(data_dir: Path, **variables: str) -> Iterator[str]:
    port = free_port()
    environment = {"SHARED__DATA_DIR": str(data_dir), "SHARED__MLFLOW_PORT": str(port), **variables}
    command = [sys.executable, "-m", "shared.tracking.server"]
    process = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        end = time.monotonic() + PATIENCE_S
        while not answers(address):
            assert process.poll() is None, "the server ended before it answered"
            assert time.monotonic() < end, "the server did not answer in time"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/version", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_model_is_trained_promoted_and_served_over_http(data_dir: Path, tmp_path: Path) -> None:
    with mlflow_server(data_dir) as address:
        settings = ServiceSettings(_env_file=None, data_dir=tmp_path / "elsewhere", tracking_uri=address)
        first, second = crown(settings, 1), crown(settings, 2)
        slot = ModelSlot(settings, TOY, load=ToyModel.load, check=ToyModel.check)

        assert slot.refresh()
        assert slot.current().model.answer == 2
        assert slot.current().registered == second
        assert Registry(settings, TOY).with_alias(PREVIOUS) == first


def test_the_demo_server_keeps_to_its_own_store_whatever_server_the_services_use(data_dir: Path) -> None:
    with mlflow_server(data_dir, SHARED__TRACKING_URI="http://127.0.0.1:9") as address:
        assert answers(address)


def test_two_processes_may_be_the_first_to_use_the_embedded_store(tmp_path: Path) -> None:
    environment = {**os.environ, "SHARED__DATA_DIR": str(tmp_path)}
    racers = [
        subprocess.Popen([sys.executable, "-c", FIRST_USE], env=environment, stderr=subprocess.PIPE) for _ in range(3)
    ]
    ends = [(racer.communicate(timeout=PATIENCE_S)[1].decode(), racer.returncode) for racer in racers]

    assert [code for _, code in ends] == [0, 0, 0], ends
    assert connect(SharedSettings(_env_file=None, data_dir=tmp_path)).search_experiments()


def test_it_listens_to_this_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import mlflow.cli

    commands: list[list[str]] = []
    monkeypatch.setattr(mlflow.cli, "cli", lambda: commands.append(sys.argv))
    monkeypatch.setattr(sys, "argv", ["server"])
    monkeypatch.setenv("SHARED__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHARED__MLFLOW_PORT", "5055")
    monkeypatch.setenv("MLFLOW_BACKEND_STORE_URI", "")
    monkeypatch.chdir(tmp_path)
    server.main()
    [command] = commands
    assert command[:2] == ["mlflow", "server"]
    options = dict(option.removeprefix("--").split("=", 1) for option in command[2:])
    assert options["host"] == "127.0.0.1"
    assert options["port"] == "5055"
    assert options["allowed-hosts"] == "127.0.0.1:5055,localhost:5055"
    assert os.environ["MLFLOW_BACKEND_STORE_URI"] == f"sqlite:///{tmp_path}/mlflow/mlflow.db"
    assert options["workers"] == "1"


def test_it_takes_a_database_and_more_hosts_and_shows_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow.cli

    commands: list[list[str]] = []
    monkeypatch.setattr(mlflow.cli, "cli", lambda: commands.append(sys.argv))
    monkeypatch.setattr(sys, "argv", ["server"])
    monkeypatch.setenv("MLFLOW_BACKEND_STORE_URI", "")
    monkeypatch.setenv("SHARED__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHARED__DATABASE_URL", "postgresql+psycopg://app:hunter2@postgres/services")
    monkeypatch.setenv("TRACKING__BACKEND_URL", "postgresql+psycopg://app:hunter2@postgres/mlflow")
    monkeypatch.setenv("TRACKING__ALLOWED_HOSTS", '["mlflow:5001"]')
    monkeypatch.chdir(tmp_path)
    server.main()
    assert os.environ["MLFLOW_BACKEND_STORE_URI"] == "postgresql+psycopg://app:hunter2@postgres/mlflow"
    [command] = commands
    assert "--allowed-hosts=127.0.0.1:5001,localhost:5001,mlflow:5001" in command
    assert "hunter2" not in " ".join(command)
    assert not (tmp_path / "mlflow").exists()
