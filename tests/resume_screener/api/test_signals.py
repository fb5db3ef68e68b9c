"""The signals read what the service really records."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.resume_screener.signals import SIGNALS
from shared.store import Store
from tests.resume_screener.calls import flush, rank
from tests.resume_screener.people import PILE


def test_every_signal_is_read_from_recorded_rankings(
    client: TestClient, app: FastAPI, store_of_the_service: Store
) -> None:
    ranking = rank(client, *PILE, b"%PDF-1.7 cut sho")
    flush(app)
    rows = list(store_of_the_service.predictions())

    scores = [round(candidate["score"], 4) for candidate in ranking["candidates"]]
    assert {signal.name: signal.values(rows) for signal in SIGNALS} == {
        "requirements": [len(ranking["job"]["requirements"])],
        "candidates": [3],
        "unread_share": [0.25],
        "best_score": [scores[0]],
        "median_score": [scores[1]],
    }
