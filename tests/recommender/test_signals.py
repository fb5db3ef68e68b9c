"""The signals read what the service really records."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.recommender.signals import SIGNALS
from shared.store import Store
from tests.recommender.calls import ask, flush, ids
from tests.recommender.small_world import ANN


def test_every_signal_is_read_from_recorded_answers(client: TestClient, app: FastAPI, store: Store) -> None:
    known, anonymous = ids(ask(client, user_id=ANN, k=3)), ids(ask(client))
    flush(app)
    rows = list(store.predictions())

    assert {signal.name: signal.values(rows) for signal in SIGNALS} == {
        "outcome": ["personalised", "popular"],
        "first_item": [known[0], anonymous[0]],
        "items": [3, len(anonymous)],
    }
