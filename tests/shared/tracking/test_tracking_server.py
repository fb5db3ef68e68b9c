"""The demo's MLflow server: on the loopback interface, over the embedded store, reachable by its own clients."""

import sys
from pathlib import Path

import pytest

from shared.tracking import server


def test_it_listens_to_this_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import mlflow.cli

    commands: list[list[str]] = []
    monkeypatch.setattr(mlflow.cli, "cli", lambda: commands.append(sys.argv))
    monkeypatch.setattr(sys, "argv", ["server"])
    monkeypatch.setenv("SHARED__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SHARED__MLFLOW_PORT", "5055")
    monkeypatch.chdir(tmp_path)
    server.main()
    [command] = commands
    assert command[:2] == ["mlflow", "server"]
    options = dict(option.removeprefix("--").split("=", 1) for option in command[2:])
    assert options["host"] == "127.0.0.1"
    assert options["port"] == "5055"
    assert options["allowed-hosts"] == "127.0.0.1:5055,localhost:5055"
    assert options["backend-store-uri"] == f"sqlite:///{tmp_path}/mlflow/mlflow.db"
    assert options["workers"] == "1"
