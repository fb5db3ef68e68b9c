"""Somebody who writes to a service all the time and remembers what was acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from requests import RequestException

from shared.smoke.durable import Durable
from shared.smoke.report import Failed
from shared.smoke.services import Service

PAUSE_SECONDS = 0.5
KNOWN_ALREADY = 200


@dataclass(frozen=True)
class Acknowledged:
    """What the service has promised to keep."""

    durable: Durable
    key: str
    answer: dict[str, Any]


class Writer:
    """Writes each durable thing of a service in turn, in a thread, until it is stopped."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.acknowledged: list[Acknowledged] = []
        self.refused = 0
        self.reason = ""
        self._unexpected = ""
        self._stopping = Event()
        self._thread = Thread(target=self._write, daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write no more."""
        self._stopping.set()
        self._thread.join()

    def read_again(self) -> str:
        """Look for everything that was acknowledged. Raises Failed when anything is lost."""
        if self._unexpected:
            raise Failed(self._unexpected, "a write is acknowledged, or refused with 503")
        lost = [each for each in self.acknowledged if not self._is_there(each)]
        if lost:
            seen = f"{len(lost)} of {len(self.acknowledged)} lost, the first: {lost[0].durable.what} {lost[0].key}"
            raise Failed(seen, "only what is committed may be acknowledged")
        kinds = ", ".join(durable.what for durable in self.service.durable)
        return f"{len(self.acknowledged)} of {len(self.acknowledged)} are there ({kinds}); {self.refused} were refused"

    def _write(self) -> None:
        for durable in cycle(self.service.durable):
            if self._stopping.wait(PAUSE_SECONDS):
                return
            try:
                self._send(durable, f"smoke-{uuid4().hex}")
            except RequestException:
                continue  # it restarts: nothing was promised

    def _send(self, durable: Durable, key: str) -> None:
        answered = self.service.post(durable.path, **durable.body(key))
        if answered.ok:
            self.acknowledged.append(Acknowledged(durable, key, answered.json()))
        elif answered.status_code == 503:
            self.refused += 1
            self.reason = answered.json()["detail"]
        else:
            self._unexpected = f"{durable.what}: {answered.status_code} {answered.text[:200]}"

    def _is_there(self, each: Acknowledged) -> bool:
        durable = each.durable
        if durable.found_at is None:
            return self.service.post(durable.path, **durable.body(each.key)).status_code == KNOWN_ALREADY
        try:
            path = durable.found_at.format(**each.answer)
        except (KeyError, IndexError) as exc:
            remedy = f"mend projects/{self.service.name}/smoke.py or the answer of {durable.path}"
            raise Failed(f"no {exc} in the acknowledgement of a {durable.what}: {each.answer}", remedy) from exc
        return self.service.get(path).status_code == 200
