"""A service that is killed in the middle of its work has lost nothing, and is not left between two models."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import httpx2
import pytest

from projects.image_classifier.settings import SERVICE
from shared.store import Store
from tests.image_classifier import champions, pictures
from tests.image_classifier.calls import CLASSIFY, FEEDBACK
from tests.image_classifier.conftest import MakeSettings
from tests.running import service
from tests.waiting import PATIENCE_S, await_true

BAG = pictures.sample("bag")
ENOUGH = 25


def send_until_it_breaks(address: str, acknowledged: list[str]) -> None:
    with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
        for number in range(10_000):
            body = {"event_id": f"label-{number:08}", "request_id": "an-answer", "label": "Bag"}
            try:
                response = client.post(FEEDBACK, json=body)
            except httpx2.TransportError:
                return
            assert response.status_code == 201, response.text
            acknowledged.append(body["event_id"])


def test_killed_service_keeps_all_acknowledged_feedback(make_settings: MakeSettings, store: Store) -> None:
    acknowledged: list[str] = []
    with service(SERVICE, make_settings()) as (process, address):
        sender = threading.Thread(target=send_until_it_breaks, args=(address, acknowledged))
        sender.start()
        await_true(lambda: len(acknowledged) >= ENOUGH)
        process.send_signal(signal.SIGKILL)
        sender.join()

    assert set(acknowledged) <= {row.event_id for row in store.feedback_since()}


@pytest.mark.parametrize("moment", ["the first file is fetched", "all files are there"])
def test_killed_in_a_swap_it_answers_from_the_new_champion_after_a_restart(
    make_settings: MakeSettings, own_data_dir: Path, tmp_path: Path, moment: str
) -> None:
    settings = make_settings(data_dir=own_data_dir, model_poll_seconds=0.05)
    renamed = champions.write(tmp_path / "renamed", labels=tuple(f"New {label}" for label in champions.LABELS))
    with service(SERVICE, settings) as (process, address):
        before = httpx2.post(f"{address}{CLASSIFY}", content=BAG, timeout=PATIENCE_S).json()
        old = set(own_data_dir.glob(f"serving/{SERVICE}/*"))
        champion = champions.register(settings, renamed)
        fetched = "incoming-*" if moment == "the first file is fetched" else champion.manifest_sha256
        await_true(lambda: set(own_data_dir.glob(f"serving/{SERVICE}/{fetched}")) - old)
        process.send_signal(signal.SIGKILL)

    with service(SERVICE, settings) as (_, address):
        after = httpx2.post(f"{address}{CLASSIFY}", content=BAG, timeout=PATIENCE_S).json()

    assert (before["model"]["version"], before["label"]) == ("1", "Bag")
    assert (after["model"]["version"], after["label"]) == ("2", "New Bag")
