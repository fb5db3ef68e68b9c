"""The signals read what the service really records."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.image_classifier.signals import SIGNALS
from shared.store import Store
from tests.image_classifier import pictures
from tests.image_classifier.calls import classify, flush


def test_every_signal_is_read_from_recorded_answers(client: TestClient, app: FastAPI, store: Store) -> None:
    bag = classify(client, pictures.sample("bag"))
    blank = classify(client, pictures.blank())
    flush(app)
    rows = list(store.predictions())

    assert {signal.name: signal.values(rows) for signal in SIGNALS} == {
        "outcome": ["classified", "blank"],
        "label": ["Bag", blank["label"]],
        "confidence": [bag["confidence"], blank["confidence"]],
    }
