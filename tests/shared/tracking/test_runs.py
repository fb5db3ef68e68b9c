"""What a training leaves behind in MLflow, when it ends well and when it does not."""

import errno
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.config import ServiceSettings
from shared.evaluation.report import Column, Metric, Report, Row, Table
from shared.tracking import runs
from shared.tracking.client import RegistryUnavailable, connect
from shared.tracking.registry import CHALLENGER, NoChampion, Registry
from shared.tracking.runs import Run, code_version, tracked_run
from tests.toy import DATA_SHA256, TOY, challenge, crown


def open_run(settings: ServiceSettings, params: Mapping[str, object]) -> Any:
    return tracked_run(settings, TOY, params=params, data_sha256=DATA_SHA256, seed=7)


def kept(settings: ServiceSettings, run: Run) -> Any:
    return connect(settings).get_run(run.run_id)


def artifact(settings: ServiceSettings, run: Run, name: str) -> Path:
    return Path(connect(settings).download_artifacts(run.run_id, name, str(settings.data_dir)))


def small_report() -> Report:
    row = Row(name="toy", metrics={"accuracy": Metric(value=0.75, low=0.5, high=1.0)})
    table = Table(name="test", title="Test", columns=(Column(name="accuracy"),), primary_metric="accuracy", rows=(row,))
    return Report(
        name="toy", dataset="none", protocol="none", data_sha256=DATA_SHA256, seed=7, command="none", tables=(table,)
    )


def test_a_run_keeps_what_is_needed_to_repeat_it(settings: ServiceSettings) -> None:
    with open_run(settings, {"factors": 64, "alpha": 0.5}) as run:
        pass
    data = kept(settings, run).data
    assert data.params == {"factors": "64", "alpha": "0.5", "seed": "7"}
    assert data.tags["data_sha256"] == DATA_SHA256
    assert data.tags["code_version"] == code_version()
    assert data.tags["python"].startswith("3.")
    assert "pydantic==" in artifact(settings, run, "environment.txt").read_text()


def test_a_report_becomes_metrics_and_files(settings: ServiceSettings, tmp_path: Path) -> None:
    figure = tmp_path / "figure.svg"
    figure.write_text("<svg/>")
    with open_run(settings, {}) as run:
        run.log_report(small_report(), figure)
        run.log_text("| check |", "gate.md")
    assert kept(settings, run).data.metrics == {
        "test/toy/accuracy": 0.75,
        "test/toy/accuracy.low": 0.5,
        "test/toy/accuracy.high": 1.0,
    }
    logged = json.loads(artifact(settings, run, "report.json").read_text())
    assert Report.model_validate(logged) == small_report()
    assert artifact(settings, run, "figures/figure.svg").read_text() == "<svg/>"
    assert artifact(settings, run, "gate.md").read_text() == "| check |"


def test_a_run_that_raises_is_failed_and_registers_nothing(settings: ServiceSettings) -> None:
    with pytest.raises(ZeroDivisionError), open_run(settings, {}) as run:
        raise ZeroDivisionError
    assert kept(settings, run).info.status == "FAILED"
    with pytest.raises(NoChampion):
        Registry(settings, TOY).with_alias(CHALLENGER)


def test_a_full_disk_registers_nothing_and_keeps_the_old_challenger(
    settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = challenge(settings, 1)

    copy = shutil.copyfile

    def until_full(source: str, target: str, **options: Any) -> str:
        if Path(target).is_relative_to(settings.mlflow_dir):
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(source, target, **options)

    monkeypatch.setattr(shutil, "copyfile", until_full)
    with pytest.raises(OSError, match="No space left on device"):
        challenge(settings, 2)
    assert Registry(settings, TOY).with_alias(CHALLENGER) == before
    assert len(connect(settings).search_model_versions(f"name='{TOY}'")) == 1


def test_the_logged_model_answers_through_pyfunc(settings: ServiceSettings) -> None:
    import mlflow
    import pandas as pd

    crown(settings, 42)
    model = mlflow.pyfunc.load_model(f"models:/{TOY}@champion")
    assert list(model.predict(pd.DataFrame({"question": ["why?", "how?"]}))) == [42, 42]


def test_a_server_that_is_away_is_named_before_anything_is_trained(closed_server: ServiceSettings) -> None:
    with pytest.raises(RegistryUnavailable), open_run(closed_server, {}):
        pytest.fail("trained without a place for the result")


def test_the_code_version_names_a_commit() -> None:
    commit = subprocess.run(
        ["git", "-C", str(runs.ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    if commit.returncode:
        assert code_version() == "unknown"
    else:
        assert code_version().removesuffix("-dirty") in commit.stdout


def test_an_image_says_which_commit_it_was_built_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARED__CODE_VERSION", "1234abcd")
    assert code_version() == "1234abcd"


def test_outside_of_a_checkout_the_code_version_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "ROOT", tmp_path)
    assert code_version() == "unknown"
