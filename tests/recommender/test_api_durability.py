"""A service that is killed in the middle of its work has lost nothing that it acknowledged."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from projects.recommender.settings import Settings
from shared.store import Store
from tests.recommender.calls import FEEDBACK, RECOMMENDATIONS, event
from tests.recommender.small_world import STRANGER
from tests.recommender.waiting import PATIENCE_S, await_true

ENOUGH = 25


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def service(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real service in a process of its own, ready to answer."""
    port = free_port()
    assert settings.database_url is not None
    variables = {
        "SHARED__DATA_DIR": str(settings.data_dir),
        "RECOMMENDER__DATABASE_URL": settings.database_url.get_secret_value(),
        "RECOMMENDER__PORT": str(port),
    }
    command = [sys.executable, "-m", "projects.recommender", "serve"]
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


def send_until_it_breaks(address: str, acknowledged: list[str], name: str) -> None:
    with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
        for number in range(10_000):
            body = event(f"film-{number % 80}", event_id=f"{name}-{number:08}", user_id=STRANGER)
            try:
                response = client.post(FEEDBACK, json=body)
            except httpx2.TransportError:
                return
            assert response.status_code == 201, response.text
            acknowledged.append(str(body["event_id"]))


def test_killed_service_keeps_all_acknowledged_feedback(settings: Settings, store: Store) -> None:
    acknowledged: list[str] = []
    with service(settings) as (process, address):
        senders = [
            threading.Thread(target=send_until_it_breaks, args=(address, acknowledged, name)) for name in ("one", "two")
        ]
        for sender in senders:
            sender.start()
        await_true(lambda: len(acknowledged) >= ENOUGH)
        process.send_signal(signal.SIGKILL)
        for sender in senders:
            sender.join()

    kept = [row.event_id for row in store.feedback_since()]
    assert len(kept) == len(set(kept))
    assert set(acknowledged) <= set(kept)

    with service(settings) as (_, address):
        answer = httpx2.post(f"{address}{RECOMMENDATIONS}", json={"user_id": STRANGER}, timeout=PATIENCE_S).json()
    assert answer["strategy"] == "personalised"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process can answer")
def test_service_told_to_stop_writes_what_it_answered(settings: Settings, store: Store) -> None:
    with service(settings) as (process, address):
        httpx2.post(f"{address}{RECOMMENDATIONS}", json={"user_id": STRANGER}, timeout=PATIENCE_S)
        process.terminate()
        process.wait(PATIENCE_S)

    assert [row.outcome for row in store.predictions()] == ["popular"]
