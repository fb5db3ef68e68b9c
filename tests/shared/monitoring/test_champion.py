"""The comparison without a service, and the verb that prints it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from pydantic_settings import SettingsConfigDict
from typer.testing import CliRunner, Result

from shared.cli import DRIFTED, project_cli
from shared.config import ServiceSettings, database_url
from shared.monitoring.champion import champion_drift
from shared.store import Prediction, Store
from shared.tracking.registry import NoChampion
from tests.shared.monitoring.answers import SIGNALS, answers
from tests.toy import TOY, crown

PACKAGE = f"projects_for_tests.{TOY}"
Drift = Callable[[], Result]


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="TOY__", env_file=None)


@pytest.fixture
def drift(settings: ServiceSettings, monkeypatch: pytest.MonkeyPatch) -> Drift:
    """The verb of a project, on the data folder of the test."""
    signals = ModuleType(f"{PACKAGE}.signals")
    signals.SIGNALS = SIGNALS  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, signals.__name__, signals)
    monkeypatch.setenv("TOY__DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("TOY__DRIFT_WINDOW", "300")
    return lambda: CliRunner().invoke(project_cli(PACKAGE, Settings), ["drift"])


def record(settings: ServiceSettings, predictions: list[Prediction]) -> None:
    store = Store(database_url(settings, TOY), service=TOY)
    store.migrate()
    store.add_predictions(predictions)
    store.close()


def test_drift_is_printed_and_ends_with_its_own_exit_code(settings: ServiceSettings, drift: Drift) -> None:
    crown(settings, 42)
    record(settings, [*answers(range(300)), *answers(range(300, 600))])
    answer = drift()
    assert (answer.exit_code, DRIFTED) == (4, 4)
    assert "| answer | ks | 1.000 | 0.159 | 300 | 300 | **drifted** |" in answer.stdout


@pytest.mark.parametrize("recorded", [[], answers(range(300)), [*answers(range(300)), *answers(range(300))]])
def test_no_drift_and_too_few_answers_are_no_failure(
    settings: ServiceSettings, drift: Drift, recorded: list[Prediction]
) -> None:
    crown(settings, 42)
    record(settings, recorded)
    answer = drift()
    assert answer.exit_code == 0
    assert "drifted" not in answer.stdout


def test_only_the_champions_answers_count(settings: ServiceSettings) -> None:
    crown(settings, 42)
    crown(settings, 43)
    record(settings, [*answers(range(400)), *answers([1, 2], version="2")])
    report = champion_drift(settings, TOY, SIGNALS)
    assert report.model_version == "2"
    assert {line.n_reference for line in report.comparisons} == {2}


def test_what_is_missing_is_said_in_one_line(settings: ServiceSettings, drift: Drift) -> None:
    with pytest.raises(NoChampion):
        champion_drift(settings, TOY, SIGNALS)
    for step, expected in ((lambda: None, "train one first"), (lambda: crown(settings, 42), "database")):
        step()
        answer = drift()
        assert answer.exit_code == 1
        [line] = answer.stderr.splitlines()
        assert line.startswith("error: ")
        assert expected in line
