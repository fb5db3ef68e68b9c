"""A real Chroma server in a process of its own, and servers that are none."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.running import free_port
from tests.waiting import PATIENCE_S, await_true


class ChromaServer:
    """Serves what lies under a folder; may be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        program = str(Path(sys.executable).with_name("chroma"))
        command = [program, "run", "--host=127.0.0.1", f"--port={self._port}", f"--path={self._folder}"]
        environment = {**os.environ, "HOME": str(self._folder)}
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, cwd=self._folder, env=environment, stdout=quiet, stderr=quiet)
        await_true(self._answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the Chroma server ended"
        try:
            return httpx2.get(f"{self.url}/api/v2/heartbeat", timeout=PATIENCE_S).status_code == 200
        except httpx2.TransportError:
            return False


@contextmanager
def silent_server() -> Iterator[str]:
    """Accepts connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
