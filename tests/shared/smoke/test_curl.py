"""Examples run as a reader would run them, and leave nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.smoke import curl
from shared.smoke.curl import Terminal, terminal
from shared.smoke.report import Failed
from tests.shared.smoke.conftest import Toy


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "body.json").write_text('{"text": "from a file"}')
    return tmp_path


@pytest.fixture
def shell(checkout: Path) -> Iterator[Terminal]:
    with terminal(checkout, {}) as shell:
        yield shell


def test_an_answer_is_what_the_service_sent(shell: Terminal, toy: Toy) -> None:
    [answer] = shell.run(f"curl -s {toy.url}/v1/answer")
    assert (answer.method, answer.status, answer.media_type) == ("GET", 200, "application/json")
    assert answer.body == b'{"answer":42}'


def test_an_error_is_an_answer_too(shell: Terminal, toy: Toy) -> None:
    [answer] = shell.run(f"curl -s {toy.url}/v1/gone")
    assert (answer.status, answer.body) == (410, b'{"detail":"it is gone"}')


def test_every_curl_of_a_pipe_is_answered(shell: Terminal, toy: Toy) -> None:
    note = f"curl -s {toy.url}/v1/notes -H 'Content-Type: application/json' -d @-"
    assert [answer.status for answer in shell.run(f"curl -s {toy.url}/v1/answer |\n  {note}")] == [200, 422]


def test_files_of_the_checkout_are_there_and_none_is_added(shell: Terminal, toy: Toy, checkout: Path) -> None:
    post = f"curl -s {toy.url}/v1/notes -H 'Content-Type: application/json' -d @body.json -o answer.json"
    [answer] = shell.run(post)
    assert answer.body == b'{"note_id":"0","text":"from a file"}'
    [again] = shell.run(f"curl -s {toy.url}/v1/notes -H 'Content-Type: application/json' -d @answer.json")
    assert again.status == 201
    assert [path.name for path in checkout.iterdir()] == ["body.json"]


def test_headers_are_sent_with_every_curl(checkout: Path, toy: Toy) -> None:
    with terminal(checkout, {"X-API-Key": "secret"}) as shell:
        shell.run(f"curl -s {toy.url}/v1/answer")
    assert toy.seen == ["secret"]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("curl -s http://127.0.0.1:1/", "exit code 7"),
        ("curl -s -F file=@missing.pdf http://127.0.0.1:1/", "exit code 26"),
        ("curl -s 'http://127.0.0.1:1/", "exit code 2"),
        ("true", "exit code 0"),
    ],
)
def test_a_command_that_gets_no_answer_fails_and_says_how(shell: Terminal, command: str, words: str) -> None:
    with pytest.raises(Failed, match=words):
        shell.run(command)


def test_a_command_that_does_not_end_is_ended(shell: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curl, "SECONDS", 0.2)
    with pytest.raises(Failed, match="no end"):
        shell.run("sleep 5")


def test_without_bash_the_remedy_is_told(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with terminal(checkout, {}) as shell, pytest.raises(Failed) as failure:
        shell.run("curl")
    assert (failure.value.seen, failure.value.remedy) == ("bash is not installed", "install bash and curl")
