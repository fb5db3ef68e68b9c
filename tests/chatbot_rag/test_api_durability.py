"""A service that is killed in the middle of its work has lost nothing that it acknowledged."""

from __future__ import annotations

import signal
import threading
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from projects.chatbot_rag.documents import PUBLIC
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.store import Catalogue
from tests.chatbot_rag.calls import CHAT, DOCUMENTS, SESSIONS, events_of, form
from tests.chatbot_rag.conftest import MakeSettings
from tests.chatbot_rag.library import ANSWERED
from tests.running import service
from tests.waiting import PATIENCE_S, await_true

ENOUGH = 10


@pytest.fixture
def settings(make_settings: MakeSettings, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a service in a process of its own."""
    monkeypatch.setenv("CHATBOT_RAG__CORPUS", str(corpus))
    return make_settings()


def converse_until_it_breaks(address: str, session_id: str, acknowledged: list[str]) -> None:
    with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
        for number in range(10_000):
            body = {"question": f"{ANSWERED} {number}", "session_id": session_id, "stream": number % 2 == 0}
            try:
                response = client.post(CHAT, json=body)
            except httpx2.TransportError:
                return
            assert response.status_code == 200, response.text
            if not body["stream"] or "answer" in [name for name, _ in events_of(response.text)]:
                acknowledged.append(str(body["question"]))


def test_killed_service_keeps_every_acknowledged_turn(settings: Settings) -> None:
    acknowledged: list[str] = []
    with service(SERVICE, settings) as (process, address):
        session_id = httpx2.post(f"{address}{SESSIONS}", timeout=PATIENCE_S).json()["session_id"]
        talker = threading.Thread(target=converse_until_it_breaks, args=(address, session_id, acknowledged))
        talker.start()
        await_true(lambda: len(acknowledged) >= ENOUGH)
        process.send_signal(signal.SIGKILL)
        talker.join()

    with service(SERVICE, settings) as (_, address):
        turns = httpx2.get(f"{address}{SESSIONS}/{session_id}", timeout=PATIENCE_S).json()["turns"]

    kept = [turn["content"] for turn in turns if turn["role"] == "user"]
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) <= len(acknowledged) + 1
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * len(kept)


def test_accepted_uploads_survive_a_kill(settings: Settings, database: Path) -> None:
    files = form(*((f"{number}.md", f"# Number {number}\n\nText of {number}.\n".encode()) for number in range(15)))
    with service(SERVICE, settings) as (process, address):
        accepted = httpx2.post(f"{address}{DOCUMENTS}", files=files, timeout=PATIENCE_S).json()["jobs"]
        process.send_signal(signal.SIGKILL)

    with service(SERVICE, settings), closing(Catalogue(f"sqlite:///{database}")) as catalogue:
        ids = {job["job_id"] for job in accepted}

        def states() -> list[str]:
            return sorted(job.state for job in catalogue.jobs.recent(frozenset({PUBLIC})) if job.id in ids)

        # The one that was interrupted is taken up again when its worker has been silent long enough.
        await_true(lambda: states() in (["done"] * 15, [*["done"] * 14, "running"]))
