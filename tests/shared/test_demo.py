"""What ``make demo`` checks before it starts, waits for, and says."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from shared import demo
from shared.demo import Process, busy, processes, wait_until_ready

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(autouse=True)
def _away_from_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def process(port: int, *, name: str = "toy", ready_path: str = "/health/ready") -> Process:
    return Process(name, port, f"{name.upper()}__PORT", ready_path, example=f"curl {port}")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((demo.LOCALHOST, 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def manager() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEP)
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def service() -> Iterator[int]:
    """A service that is ready at ``/health/ready`` and answers 503 at ``/loading``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health/ready" else 503)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
            """Nothing."""

    server = HTTPServer((demo.LOCALHOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_procfile_names_projects_and_mlflow_only() -> None:
    planned = processes()
    names = {process.name for process in planned}
    assert "mlflow" in names
    for name in names - {"mlflow"}:
        assert (demo.ROOT / "projects" / name / "__main__.py").is_file()
    assert len({process.port for process in planned}) == len(planned)


def test_each_process_knows_the_variable_that_moves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for position, process in enumerate(processes()):
        monkeypatch.setenv(process.variable, str(9100 + position))
    assert [process.port for process in processes()] == [9100 + position for position in range(len(processes()))]
    examples = [process for process in processes() if process.example]
    assert examples
    assert all(f":{process.port}/v1/" in str(process.example) for process in examples)


def test_a_busy_port_is_found(taken: int) -> None:
    with socket.socket() as probe:
        probe.bind((demo.LOCALHOST, 0))
        free = probe.getsockname()[1]
    assert busy([process(taken), process(free)]) == [process(taken)]


def test_a_busy_port_ends_the_demo_and_is_named_with_its_variable(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "processes", lambda: [process(taken)])
    assert demo.main() == 1
    assert capsys.readouterr().err == f"port {taken} is in use; toy needs it. Free it, or set TOY__PORT.\n"


def test_a_training_that_fails_ends_the_demo_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_planned: list[Process]) -> None:
        raise subprocess.CalledProcessError(3, "train")

    def interrupt(_planned: list[Process]) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "processes", list)
    monkeypatch.setattr(demo, "train_missing", fail)
    assert demo.main() == 3
    monkeypatch.setattr(demo, "train_missing", interrupt)
    assert demo.main() == 130


def test_projects_are_trained_and_mlflow_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: commands.append(command))
    demo.train_missing([process(1), Process("MLflow", 2, "SHARED__MLFLOW_PORT", "/version")])
    assert commands == [[sys.executable, "-m", "projects.toy", "train", "--if-missing"]]


def test_it_waits_until_everything_is_ready(service: int, manager: subprocess.Popen[bytes]) -> None:
    assert wait_until_ready([process(service)], manager) is True


def test_it_waits_no_longer_than_the_processes_live(service: int, manager: subprocess.Popen[bytes]) -> None:
    manager.kill()
    manager.wait()
    assert wait_until_ready([process(service, ready_path="/loading")], manager) is False


def test_it_says_what_is_not_ready_in_time(
    service: int,
    manager: subprocess.Popen[bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(demo, "READY_SECONDS", 0.6)
    planned = [process(service), process(service, name="late", ready_path="/loading")]
    assert wait_until_ready(planned, manager) is False
    assert capsys.readouterr().err == "not ready after 0.6 s: late\n"


def run_demo(folder: Path, port: int, command: str) -> subprocess.Popen[str]:
    """The whole of it, with the real process manager and a Procfile of one process, in a process group of its own."""
    (folder / "Procfile").write_text(f"toy: {command}\n")
    script = (
        "import sys; from pathlib import Path; from shared import demo; "
        f"demo.PROCFILE = Path({str(folder / 'Procfile')!r}); "
        f"demo.processes = lambda: [demo.Process('toy', {port}, 'TOY__PORT', '/health/ready', 'curl toy')]; "
        "demo.busy = lambda planned: []; demo.train_missing = lambda planned: None; sys.exit(demo.main())"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=demo.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("ready_path", "command", "exit_code"),
    [
        ("/health/ready", "import time; time.sleep(2)", 0),
        ("/loading", "import time; time.sleep(60)", 1),
        ("/loading", "raise SystemExit(7)", 1),
    ],
)
def test_the_demo_ends_with_its_processes_and_says_what_to_open_when_they_are_ready(
    service: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    ready_path: str,
    command: str,
    exit_code: int,
) -> None:
    (tmp_path / "Procfile").write_text(f"toy: {sys.executable} -c '{command}'\n")
    monkeypatch.setattr(demo, "PROCFILE", tmp_path / "Procfile")
    monkeypatch.setattr(demo, "READY_SECONDS", 3)
    monkeypatch.setattr(demo, "processes", lambda: [process(service, ready_path=ready_path)])
    monkeypatch.setattr(demo, "busy", lambda _planned: [])
    monkeypatch.setattr(demo, "train_missing", lambda _planned: None)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert demo.main() == exit_code
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    welcome = f"Ready. Open\n  toy  http://127.0.0.1:{service}\n\nTry\n  curl {service}\n\nCtrl-C ends everything."
    assert (welcome in capfd.readouterr().out) is (exit_code == 0)


CHILD = """
import signal, sys, time
from pathlib import Path

folder = Path(sys.argv[1])

def end(*_):
    (folder / "ended").touch()
    sys.exit()

signal.signal(signal.SIGTERM, end)
(folder / "started").touch()
time.sleep(60)
"""


@pytest.mark.parametrize("end", ["the terminal's Ctrl-C", "a SIGTERM to the demo alone"])
def test_the_end_of_the_demo_is_the_end_of_its_processes(service: int, tmp_path: Path, end: str) -> None:
    (tmp_path / "child.py").write_text(CHILD)
    running = run_demo(tmp_path, service, f"{sys.executable} {tmp_path / 'child.py'} {tmp_path}")
    try:
        assert running.stdout is not None
        while "Ctrl-C ends everything." not in running.stdout.readline():
            assert running.poll() is None
        wait_for(tmp_path / "started")
        if end == "the terminal's Ctrl-C":
            os.killpg(running.pid, signal.SIGINT)
        else:
            running.terminate()
        _, err = running.communicate(timeout=30)
        assert running.returncode == 0, err
        assert "Traceback" not in err
        wait_for(tmp_path / "ended")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)


def wait_for(file: Path) -> None:
    for _ in range(400):
        if file.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"{file.name} did not come")


def test_beside_an_mlflow_server_of_your_own_none_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARED__TRACKING_URI", "http://127.0.0.1:9")
    assert "mlflow" not in {process.name for process in processes()}
