"""A real service in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from shared.config import ServiceSettings
from tests.waiting import PATIENCE_S, await_true


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def service(project: str, settings: ServiceSettings) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real service in a process of its own, ready to answer."""
    port = free_port()
    own = {"port": port, "model_poll_seconds": settings.model_poll_seconds}
    variables = {f"{project}__{name}".upper(): str(value) for name, value in own.items()}
    variables["SHARED__DATA_DIR"] = str(settings.data_dir)
    if settings.database_url is not None:
        variables["SHARED__DATABASE_URL"] = settings.database_url.get_secret_value()
    command = [sys.executable, "-m", f"projects.{project}", "serve"]
    process = subprocess.Popen(command, env={**os.environ, **variables})
    address = f"http://127.0.0.1:{port}"
    try:
        await_true(lambda: is_ready(address) or process.poll() is not None)
        assert process.poll() is None, "the service ended before it was ready"
        yield process, address
    finally:
        process.kill()
        process.wait()


def is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/health/ready", timeout=PATIENCE_S).status_code == 200
    except httpx2.TransportError:
        return False
