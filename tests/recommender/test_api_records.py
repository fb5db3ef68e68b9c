"""What the service keeps of its answers: predictions, exposures and counts."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.recommender.experiments import DIVERSITY
from projects.recommender.settings import Settings
from shared.privacy import pseudonym
from shared.store import Store
from tests.recommender.calls import RECOMMENDATIONS, ask, event, flush, give, ids
from tests.recommender.small_world import ANN


def test_running_experiments_are_listed(reader: TestClient) -> None:
    [experiment] = reader.get("/v1/experiments").json()["experiments"]

    assert experiment["name"] == DIVERSITY.name
    assert [variant["name"] for variant in experiment["variants"]] == ["control", "varied"]


def test_an_unknown_experiment_is_not_found(reader: TestClient) -> None:
    assert reader.get("/v1/experiments/nope").status_code == 404


def test_a_user_of_the_experiment_is_logged_once(
    client: TestClient, app: FastAPI, store: Store, settings: Settings
) -> None:
    answers = [ask(client, user_id=ANN) for _ in range(2)]
    ask(client, user_id=ANN, diversity=0.5)
    ask(client)
    flush(app)
    variant = DIVERSITY.assign(pseudonym(ANN, settings.pseudonym_key))
    shown = list(store.events("exposure"))

    assert [answer["assignment"] for answer in answers] == [{"experiment": DIVERSITY.name, "variant": variant.name}] * 2
    assert answers[0]["diversity"] == variant.diversity
    assert [event.payload for event in shown] == [{"experiment": DIVERSITY.name, "variant": variant.name}]


def test_the_result_counts_users_who_liked_something_after_they_were_exposed(client: TestClient, app: FastAPI) -> None:
    give(client, event("film-3", user_id="too-early"))
    for number in range(20):
        ask(client, user_id=f"guest-{number}")
    ask(client, user_id="too-early")
    for number in range(10):
        give(client, event("film-3", user_id=f"guest-{number}"))
    give(client, event("film-3", "watch", user_id="guest-19"))
    flush(app)
    result = client.get(f"/v1/experiments/{DIVERSITY.name}").json()

    assert result["verdict"] == "too_few_users"
    assert sum(variant["exposed_users"] for variant in result["variants"]) == 21
    assert sum(variant["converted_users"] for variant in result["variants"]) == 10
    assert 0 < result["sample_ratio_p_value"] <= 1


def test_an_answer_does_not_wait_for_its_record(
    client: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_record: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(app.state.context.service.journal, "add", fail)
    impatient = TestClient(app, raise_server_exceptions=False)

    assert len(ids(ask(impatient, user_id=ANN))) == 10


def test_predictions_are_stored_under_a_pseudonym(
    client: TestClient, app: FastAPI, store: Store, settings: Settings
) -> None:
    response = client.post(RECOMMENDATIONS, json={"user_id": ANN, "k": 3}, headers={"X-Request-ID": "my-request"})
    ask(client)
    flush(app)
    known, anonymous = store.predictions()

    assert (known.request_id, known.model_version, known.outcome) == ("my-request", "1", "personalised")
    assert known.subject == pseudonym(ANN, settings.pseudonym_key)
    assert known.payload == {"items": ids(response.json())}
    assert (anonymous.subject, anonymous.outcome) == (None, "popular")


def test_answers_are_counted_in_the_metrics(client: TestClient) -> None:
    ask(client, user_id=ANN)
    metrics = client.get("/metrics").text

    assert 'ml_predictions_total{model_version="1",outcome="personalised",service="recommender"} 1.0' in metrics
    assert 'stage="recommend"' in metrics
