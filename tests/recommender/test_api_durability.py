"""A service that is killed in the middle of its work has lost nothing that it acknowledged."""

from __future__ import annotations

import signal
import sys
import threading

import httpx2
import pytest

from projects.recommender.settings import Settings
from shared.store import Store
from tests.recommender.calls import FEEDBACK, RECOMMENDATIONS, event
from tests.recommender.small_world import STRANGER
from tests.running import service
from tests.waiting import PATIENCE_S, await_true

ENOUGH = 25


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
    with service("recommender", settings) as (process, address):
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

    with service("recommender", settings) as (_, address):
        answer = httpx2.post(f"{address}{RECOMMENDATIONS}", json={"user_id": STRANGER}, timeout=PATIENCE_S).json()
    assert answer["strategy"] == "personalised"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM that a process can answer")
def test_service_told_to_stop_writes_what_it_answered(settings: Settings, store: Store) -> None:
    with service("recommender", settings) as (process, address):
        httpx2.post(f"{address}{RECOMMENDATIONS}", json={"user_id": STRANGER}, timeout=PATIENCE_S)
        process.terminate()
        process.wait(PATIENCE_S)

    assert [row.outcome for row in store.predictions()] == ["popular"]
