"""Drift in a running service: its gauges, its route, and that watching never gets in the way."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from shared.config import ServiceSettings, database_url
from shared.logging import configure_logging
from shared.serving.app import Service
from shared.store import Prediction, Store
from tests.shared.monitoring.answers import answers
from tests.shared.serving.toy_service import make_app, make_service
from tests.toy import TOY, crown
from tests.waiting import await_true

WINDOW = 300
Gauges = dict[str, dict[tuple[str, str | None], float]]


@pytest.fixture
def watched(settings: ServiceSettings) -> ServiceSettings:
    """Settings of a service with a champion, whose answers are compared all the time."""
    crown(settings, 42)
    return settings.model_copy(update={"drift_window": WINDOW, "drift_poll_seconds": 0.02})


@pytest.fixture
def service(watched: ServiceSettings) -> Iterator[Service]:
    service = make_service(watched)
    yield service
    service.journal.close()


@pytest.fixture
def store(watched: ServiceSettings) -> Iterator[Store]:
    """The service's database, seen from outside."""
    store = Store(database_url(watched, TOY), service=TOY)
    store.migrate()
    yield store
    store.close()


def gauges(client: TestClient) -> Gauges:
    found: Gauges = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            if sample.name.startswith("ml_drift"):
                assert sample.labels["service"] == TOY
                key = sample.labels["feature"], sample.labels.get("test")
                found.setdefault(sample.name, {})[key] = sample.value
    return found


def status_of(client: TestClient, feature: str) -> float:
    return gauges(client)["ml_drift_status"][feature, None]


def shifted() -> list[Prediction]:
    return [*answers(range(WINDOW)), *answers(range(WINDOW, 2 * WINDOW))]


def test_from_the_start_it_says_that_there_is_not_enough(service: Service) -> None:
    with TestClient(make_app(service)) as client:
        found = gauges(client)
        report = client.get("/v1/drift").json()
    assert found["ml_drift_status"] == {("outcome", None): -1.0, ("answer", None): -1.0}
    assert set(found) == {"ml_drift_status"}
    assert report["model_version"] == "1"
    assert {line["status"] for line in report["comparisons"]} == {"insufficient_data"}
    assert report["comparisons"][0]["score"] is None


def test_without_a_model_it_says_so(settings: ServiceSettings) -> None:
    with TestClient(make_app(make_service(settings))) as client:
        assert client.get("/v1/drift").json()["model_version"] is None
        assert status_of(client, "answer") == -1.0


def test_a_shift_is_seen_while_the_service_runs(service: Service, store: Store) -> None:
    with TestClient(make_app(service)) as client:
        store.add_predictions(answers(range(WINDOW)))
        store.add_predictions(answers(range(WINDOW)))
        await_true(lambda: status_of(client, "answer") == 0.0)
        store.add_predictions(answers(range(WINDOW, 2 * WINDOW)))
        await_true(lambda: status_of(client, "answer") == 1.0)
        found = gauges(client)
        report = client.get("/v1/drift").json()
    assert found["ml_drift_status"]["outcome", None] == 0.0
    assert set(found["ml_drift_score"]) == {("outcome", "psi"), ("answer", "psi"), ("answer", "ks")}
    assert found["ml_drift_score"]["answer", "ks"] == 1.0 > found["ml_drift_threshold"]["answer", "ks"]
    [line] = [line for line in report["comparisons"] if (line["feature"], line["test"]) == ("answer", "ks")]
    assert line == {
        "feature": "answer",
        "test": "ks",
        "score": 1.0,
        "threshold": pytest.approx(0.159, abs=0.001),
        "status": "drifted",
        "n_reference": WINDOW,
        "n_current": WINDOW,
    }


def test_what_the_service_itself_records_is_compared(service: Service) -> None:
    with TestClient(make_app(service)) as client:
        for prediction in shifted():
            service.journal.add(prediction)
        await_true(lambda: status_of(client, "answer") == 1.0)


def test_the_next_champion_starts_with_a_reference_of_its_own(
    service: Service, store: Store, watched: ServiceSettings
) -> None:
    store.add_predictions(shifted())
    with TestClient(make_app(service)) as client:
        assert status_of(client, "answer") == 1.0
        crown(watched, 43)
        service.slot.refresh()
        await_true(lambda: status_of(client, "answer") == -1.0)
        assert client.get("/v1/drift").json()["model_version"] == "2"


def test_a_database_that_is_away_leaves_the_last_report_and_the_service(service: Service, store: Store) -> None:
    store.add_predictions(shifted())
    stream = io.StringIO()
    with TestClient(make_app(service)) as client:
        configure_logging(service.settings, stream=stream)
        store.close()
        for file in service.settings.data_dir.glob("toy.db*"):
            file.unlink()
        await_true(lambda: "store_unavailable" in stream.getvalue())
        assert client.post("/v1/answer", json={"text": "why?"}).status_code == 200
        assert status_of(client, "answer") == 1.0


def test_rows_that_cannot_be_read_do_not_keep_the_service_from_starting(
    service: Service, store: Store, watched: ServiceSettings
) -> None:
    store.add_predictions(answers(range(3)))
    engine = create_engine(database_url(watched, TOY))
    with engine.begin() as connection:
        connection.execute(text("UPDATE predictions SET payload = '{cut sh'"))
    engine.dispose()
    stream = io.StringIO()
    with TestClient(make_app(service)) as client:
        configure_logging(service.settings, stream=stream)
        await_true(lambda: "drift_comparison_failed" in stream.getvalue())
        assert client.post("/v1/answer", json={"text": "why?"}).status_code == 200
        assert status_of(client, "answer") == -1.0
