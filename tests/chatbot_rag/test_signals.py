"""The signals read what the service really records."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.chatbot_rag.signals import SIGNALS
from shared.store import Store
from tests.chatbot_rag.calls import ask, flush
from tests.chatbot_rag.library import ANSWERED, REFUSED


def test_every_signal_is_read_from_recorded_answers(client: TestClient, app: FastAPI, store: Store) -> None:
    answered, refused = ask(client, ANSWERED), ask(client, REFUSED)
    flush(app)
    rows = list(store.predictions())

    assert {signal.name: signal.values(rows) for signal in SIGNALS} == {
        "outcome": ["answered", f"refused:{refused['refusal']}"],
        "writer": ["extractive", "extractive"],
        "confidence": [answered["confidence"], refused["confidence"]],
        "sentences": [len(answered["sentences"]), 0],
    }
