"""One container of an image, and what a test may do to it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2

from tests.running import free_port
from tests.waiting import PATIENCE_S, await_true

IMAGE = "ml-services/image_classifier"
TRAIN_IMAGE = f"{IMAGE}-train"
SERVICE = "image_classifier"
PICTURE = "/v1/samples/ankle-boot.png"
INSIDE_PORT = 8000


def docker(*arguments: str) -> str:
    """Run docker and return what it printed, both ways out together. A failure fails the test."""
    ended = subprocess.run(
        ["docker", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert ended.returncode == 0, f"docker {' '.join(arguments)}: {ended.stdout}"
    return ended.stdout


def missing(image: str) -> str | None:
    """Why no container of ``image`` can be run here; None when it can."""
    if shutil.which("docker") is None or subprocess.run(["docker", "version"], capture_output=True).returncode:
        return "`docker version` fails: no Docker here"
    if subprocess.run(["docker", "image", "inspect", image], capture_output=True).returncode:
        return f"there is no image {image}; `make images` builds those of the services, `docker pull` gets others"
    return None


@dataclass(frozen=True)
class Container:
    """A container that was started and is not removed yet."""

    name: str
    address: str

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(self.address + path, timeout=PATIENCE_S)

    def post(self, path: str, **body: Any) -> httpx2.Response:
        return httpx2.post(self.address + path, timeout=PATIENCE_S, **body)

    def status(self, path: str) -> int | None:
        """The status of an answer; None when there is none."""
        try:
            return self.get(path).status_code
        except httpx2.TransportError:
            return None

    def await_status(self, path: str, status: int) -> None:
        try:
            await_true(lambda: self.status(path) == status)
        except AssertionError:
            raise AssertionError(f"{path} did not become {status}; the log: {self.log()}") from None

    def classify(self) -> httpx2.Response:
        picture = self.get(PICTURE).content
        return self.post("/v1/classify", content=picture, headers={"Content-Type": "image/png"})

    def give_feedback(self, event_id: str) -> int:
        """201 when it was stored now, 200 when it was there, 503 when it can't be stored."""
        body = {"event_id": event_id, "request_id": event_id, "label": "Ankle boot"}
        return self.post("/v1/feedback", json=body).status_code

    def log(self) -> str:
        return docker("logs", self.name)

    def shell(self, script: str) -> None:
        docker("exec", self.name, "sh", "-c", script)

    def signal(self, name: str) -> None:
        docker("kill", "--signal", name, self.name)

    def stop(self, *, seconds: int) -> None:
        """SIGTERM, and SIGKILL when it still runs so much later."""
        docker("stop", "--time", str(seconds), self.name)

    def restart(self) -> None:
        docker("restart", self.name)

    def exit_code(self) -> int:
        """Wait for its end."""
        return int(docker("wait", self.name))


@contextmanager
def container(*options: str, image: str = IMAGE, inside_port: int = INSIDE_PORT) -> Iterator[Container]:
    """Start a container whose port is published to this machine only, and remove it with its volumes."""
    name = f"faults-{uuid4().hex[:12]}"
    docker("run", "--detach", "--name", name, "--publish", f"127.0.0.1::{inside_port}", *options, image)
    try:
        yield Container(name, f"http://{docker('port', name, str(inside_port)).strip()}")
    finally:
        docker("rm", "--force", "--volumes", name)


@contextmanager
def beside(variables: Mapping[str, object], *options: str, image: str = IMAGE) -> Iterator[Container]:
    """Start a container that shares this machine's network, so that it reaches what a test starts on it."""
    name, port = f"faults-{uuid4().hex[:12]}", free_port()
    network = {"SHARED__HOST": "127.0.0.1", "SHARED__PORT": port, "SHARED__MODEL_POLL_SECONDS": 0.5, **variables}
    given = [argument for key, value in network.items() for argument in ("--env", f"{key}={value}")]
    docker("run", "--detach", "--name", name, "--network", "host", *given, *options, image)
    try:
        yield Container(name, f"http://127.0.0.1:{port}")
    finally:
        docker("rm", "--force", "--volumes", name)
