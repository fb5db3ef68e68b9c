"""The command: what it says when nothing is up, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared import demo
from shared.smoke import __main__ as smoke
from shared.smoke.examples import read_examples
from shared.smoke.services import services
from shared.smoke.stack import ROOT
from tests.running import free_port
from tests.shared.smoke.conftest import Toy


@pytest.fixture(autouse=True)
def _away_from_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHARED__MLFLOW_PORT", str(free_port()))
    monkeypatch.setattr(smoke, "running_stack", lambda: None)


def test_with_nothing_up_it_says_what_to_start_and_which_variable_moves_a_port(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for service in services():
        monkeypatch.setenv(service.variable, str(free_port()))
    assert smoke.main([]) == 1
    said = capsys.readouterr()
    assert said.err == "Nothing is up. Start it with `make demo` or `make up`, and ask again.\n"
    assert all(f"set {service.variable} to its port" in said.out for service in services())


@pytest.mark.parametrize("arguments", [[], ["--faults"]])
def test_a_check_that_fails_is_the_exit_code_and_faults_need_the_compose_stack(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setattr(smoke, "services", lambda: [toy.service()])
    assert smoke.main(arguments) == 1
    *_, faults, summary = capsys.readouterr().out.splitlines()
    assert "left out" in faults
    assert "failed" in summary


def test_every_project_of_the_procfile_says_what_it_keeps_and_what_its_examples_answer() -> None:
    examples = [
        example for readme in ROOT.glob("projects/*/README.md") for example in read_examples(readme, readme.parent)
    ]
    planned = services()
    assert {service.name for service in planned} == {process.name for process in demo.processes() if process.example}
    for service in planned:
        assert service.durable, service.name
        own = [example.command for example in examples if service.documented_port in example.ports]
        assert [words for words in service.answers if not any(words in command for command in own)] == []
