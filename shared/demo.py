"""``make demo``: check the ports, train what is missing, start everything in the Procfile, say what to open.

honcho runs the processes of the Procfile and ends all of them when one ends or Ctrl-C is pressed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FrameType

from shared.config import ServiceSettings, SharedSettings

ROOT = Path(__file__).resolve().parents[1]
PROCFILE = ROOT / "Procfile"
MLFLOW = "mlflow"
READY_SECONDS = 180
LOCALHOST = "127.0.0.1"


@dataclass(frozen=True)
class Process:
    """A line of the Procfile: where it listens, which variable moves it, and how to see that it is ready."""

    name: str
    port: int
    variable: str
    ready_path: str
    example: str | None = None

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{LOCALHOST}:{self.port}"


def processes() -> list[Process]:
    """Read the Procfile; every name except ``mlflow`` is a project with settings and an example request.

    Where the settings name an MLflow server, none is started beside it.
    """
    names = [line.partition(":")[0] for line in PROCFILE.read_text().splitlines() if line.strip()]
    return [_process(name) for name in names if name != MLFLOW or SharedSettings().tracking_uri is None]


def _process(name: str) -> Process:
    if name == MLFLOW:
        return Process(MLFLOW, SharedSettings().mlflow_port, "SHARED__MLFLOW_PORT", "/version")
    module = import_module(f"projects.{name}.settings")
    settings: ServiceSettings = module.Settings()
    variable = f"{settings.model_config['env_prefix']}PORT"
    return Process(name, settings.port, variable, "/health/ready", module.EXAMPLE.format(port=settings.port))


def busy(planned: list[Process]) -> list[Process]:
    """Return the processes whose port somebody else listens on."""
    return [process for process in planned if not _is_free(process.port)]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
    return True


def train_missing(planned: list[Process]) -> None:
    """Train every project that has no champion yet. Raises CalledProcessError."""
    for process in planned:
        if process.example is not None:
            print(f"{process.name}: training, unless there is a model already …", flush=True)
            command = [sys.executable, "-m", f"projects.{process.name}", "train", "--if-missing"]
            subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own command


def wait_until_ready(planned: list[Process], manager: subprocess.Popen[bytes]) -> bool:
    """Ask every process until it answers; False when the manager ended or the time is up."""
    waiting = list(planned)
    for _ in _until(time.monotonic() + READY_SECONDS):
        waiting = [process for process in waiting if not _answers(process)]
        if not waiting:
            return True
        if manager.poll() is not None:
            return False
    print(f"not ready after {READY_SECONDS} s: {', '.join(process.name for process in waiting)}", file=sys.stderr)
    return False


def _until(deadline: float) -> Iterator[None]:
    while time.monotonic() < deadline:
        yield
        time.sleep(0.5)


def _answers(process: Process) -> bool:
    try:
        with urllib.request.urlopen(process.url + process.ready_path, timeout=5) as answer:  # noqa: S310 - loopback
            return bool(answer.status == 200)
    except OSError:
        return False


def _welcome(planned: list[Process]) -> str:
    width = max(len(process.name) for process in planned)
    lines = [f"  {process.name:<{width}}  {process.url}" for process in planned]
    examples = [f"  {process.example}" for process in planned if process.example]
    return "\n".join(["", "Ready. Open", *lines, "", "Try", *examples, "", "Ctrl-C ends everything.", ""])


def main() -> int:
    """Run the demo until Ctrl-C."""
    planned = processes()
    taken = busy(planned)
    for process in taken:
        print(
            f"port {process.port} is in use; {process.name} needs it. Free it, or set {process.variable}.",
            file=sys.stderr,
        )
    if taken:
        return 1
    try:
        train_missing(planned)
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    except KeyboardInterrupt:
        return 130
    signal.signal(signal.SIGINT, lambda *_: None)  # the terminal sends it to honcho as well
    command = [sys.executable, "-m", "honcho", "-f", str(PROCFILE), "start", *(process.name for process in planned)]
    readable = {"SHARED__LOG_FORMAT": "console", **os.environ}
    manager = subprocess.Popen(command, cwd=ROOT, env=readable)  # noqa: S603 - our own command

    def stop(_signal: int, _frame: FrameType | None) -> None:
        manager.terminate()

    signal.signal(signal.SIGTERM, stop)
    if wait_until_ready(planned, manager):
        print(_welcome(planned), flush=True)
    elif manager.poll() is None:
        manager.terminate()
        manager.wait()
        return 1
    return 1 if manager.wait() > 0 and manager.returncode not in (130, 143) else 0


if __name__ == "__main__":
    sys.exit(main())
