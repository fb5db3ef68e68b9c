"""The services that should be up, as the settings describe them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import requests

from shared import demo
from shared.config import ServiceSettings
from shared.serving.api_keys import HEADER
from shared.smoke.durable import Durable

SECONDS = 60.0


@dataclass(frozen=True)
class Service:
    """A service, how to talk to it, and what its project says about what it should answer.

    Args:
        documented_port: the port that the examples of the READMEs name.
        variable: the variable that moves the service to another port.
        answers: what an example in which the first words stand is answered: the second.
        durable: what the service stores before it says so.
    """

    name: str
    url: str
    port: int
    documented_port: int
    variable: str
    example: str
    headers: Mapping[str, str]
    answers: Mapping[str, str]
    durable: Sequence[Durable]

    def get(self, path: str) -> requests.Response:
        """Ask once. Raises requests' errors when nothing answers."""
        return requests.get(self.url + path, headers=self.headers, timeout=SECONDS)

    def post(self, path: str, **body: Any) -> requests.Response:  # noqa: ANN401 - what requests takes
        """Send once. Raises requests' errors when nothing answers."""
        return requests.post(self.url + path, headers=self.headers, timeout=SECONDS, **body)

    def listens(self) -> bool:
        """Whether anything answers at its address."""
        try:
            self.get("/health/live")
        except requests.RequestException:
            return False
        return True


def services() -> list[Service]:
    """Return every project that the Procfile starts."""
    return [_service(process) for process in demo.processes() if process.example is not None]


def _service(process: demo.Process) -> Service:
    settings: ServiceSettings = import_module(f"projects.{process.name}.settings").Settings()
    own = import_module(f"projects.{process.name}.smoke")
    keys = [key.get_secret_value() for key in settings.api_keys]
    return Service(
        name=process.name,
        url=process.url,
        port=process.port,
        documented_port=type(settings).model_fields["port"].default,
        variable=process.variable,
        example=process.example or "",
        headers={HEADER: keys[0]} if keys else {},
        answers=own.ANSWERS,
        durable=own.DURABLE,
    )
