"""A service that is killed in the middle of storing has stored each resume whole or not at all."""

from __future__ import annotations

import signal
import threading
from contextlib import closing

import httpx2
import pytest

from projects.resume_screener.configured import open_archive
from projects.resume_screener.kept import Kept
from projects.resume_screener.settings import SERVICE
from projects.resume_screener.store import Cipher
from tests.resume_screener.api.conftest import MakeSettings
from tests.resume_screener.calls import RESUMES, form
from tests.resume_screener.people import ENGINEER
from tests.running import service
from tests.waiting import PATIENCE_S, await_true

ENOUGH = 5


def store_until_it_breaks(address: str, acknowledged: list[str]) -> None:
    with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
        for number in range(10_000):
            try:
                response = client.post(RESUMES, files=form(ENGINEER.replace("forty", str(number))))
            except httpx2.TransportError:
                return
            assert response.status_code == 201, response.text
            acknowledged += [stored["resume_id"] for stored in response.json()["stored"]]


def test_killed_service_keeps_every_acknowledged_resume_whole(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RESUME_SCREENER__READERS", "1")
    settings = make_settings()
    acknowledged: list[str] = []
    with service(SERVICE, settings) as (process, address):
        sender = threading.Thread(target=store_until_it_breaks, args=(address, acknowledged))
        sender.start()
        await_true(lambda: len(acknowledged) >= ENOUGH)
        process.send_signal(signal.SIGKILL)
        sender.join()

    with closing(open_archive(settings, Cipher(settings.storage_key))) as archive:
        stored = {resume.id: archive.resumes.get(resume.id)[1] for resume in archive.resumes.listed(10_000)}
    assert set(acknowledged) <= stored.keys()
    assert len(stored) <= len(acknowledged) + 1
    assert all("pipelines" in Kept.model_validate_json(payload).resume.text for payload in stored.values())
