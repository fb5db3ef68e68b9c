"""Whether the compose stack is what is up, asked of a docker that says what the test wants."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.smoke.report import Failed
from shared.smoke.stack import running_stack


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A docker whose commands print and do what stands in this file."""
    script = tmp_path / "docker"
    script.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return script


def test_the_running_services_are_the_stack(say: Path) -> None:
    say.write_text("#!/bin/sh\nprintf 'postgres\\nrecommender\\n'\n")
    stack = running_stack()
    assert stack is not None
    assert stack.services == {"postgres", "recommender"}


def test_a_published_port_is_where_docker_says(say: Path) -> None:
    say.write_text("#!/bin/sh\n[ $2 = port ] && echo 127.0.0.1:9091 || echo prometheus\n")
    stack = running_stack()
    assert stack is not None
    assert stack.address("prometheus", 9090) == "http://127.0.0.1:9091"


@pytest.mark.parametrize("script", ["true", "echo 'no configuration file' >&2; exit 14"])
def test_when_nothing_runs_or_docker_fails_there_is_none(say: Path, script: str) -> None:
    say.write_text(f"#!/bin/sh\n{script}\n")
    assert running_stack() is None


def test_without_docker_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert running_stack() is None


def test_a_command_that_fails_later_says_why(say: Path) -> None:
    say.write_text("#!/bin/sh\n[ $2 = ps ] && echo postgres && exit\necho 'no such service' >&2; exit 1\n")
    stack = running_stack()
    assert stack is not None
    with pytest.raises(Failed, match=r"docker compose kill .*: no such service"):
        stack.kill("postgres")
