"""What Prometheus reads: the names and labels that dashboards and alerts are built on."""

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from shared.serving.metrics import Metrics
from tests.shared.serving.toy_service import make_app, make_service
from tests.toy import crown

Samples = dict[str, list[tuple[dict[str, str], float]]]


def samples(exposition: str) -> Samples:
    found: Samples = {}
    for family in text_string_to_metric_families(exposition):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def read(metrics: Metrics) -> Samples:
    return samples(metrics.exposition().decode())


def test_predictions_are_counted_by_version_and_outcome() -> None:
    metrics = Metrics("toy")
    for outcome in ("known", "known", "cold"):
        metrics.predicted("3", outcome)
    counts = {labels["outcome"]: (labels, count) for labels, count in read(metrics)["ml_predictions_total"]}
    assert counts["known"] == ({"service": "toy", "model_version": "3", "outcome": "known"}, 2.0)
    assert counts["cold"][1] == 1.0


def test_a_stage_is_timed_in_seconds_also_when_it_raises() -> None:
    metrics = Metrics("toy")
    with metrics.stage("score"):
        pass
    try:
        with metrics.stage("score"):
            raise ValueError
    except ValueError:
        found = read(metrics)
    assert found["ml_prediction_duration_seconds_count"] == [({"service": "toy", "stage": "score"}, 2.0)]
    bounds = [float(labels["le"]) for labels, _ in found["ml_prediction_duration_seconds_bucket"]]
    assert bounds[0] == 0.0005


def test_a_gauge_is_read_when_it_is_asked_for() -> None:
    metrics, level = Metrics("toy"), [1.0]
    metrics.gauge("ml_level", "A level.", lambda: level[0], kind="water")
    assert read(metrics)["ml_level"] == [({"service": "toy", "kind": "water"}, 1.0)]
    level[0] = 2.0
    assert read(metrics)["ml_level"][0][1] == 2.0


def test_gauges_share_a_name_and_come_and_go_with_their_labels() -> None:
    metrics, levels = Metrics("toy"), {"a": 1.0, "b": 2.0}
    metrics.gauges("ml_level", "Levels.", lambda: (({"tank": tank}, level) for tank, level in levels.items()))
    (first, level), (second, _) = read(metrics)["ml_level"]
    assert (first, level) == ({"service": "toy", "tank": "a"}, 1.0)
    assert second["tank"] == "b"
    del levels["b"]
    assert [labels["tank"] for labels, _ in read(metrics)["ml_level"]] == ["a"]


def test_a_counter_is_read_when_it_is_asked_for_and_says_what_it_is() -> None:
    metrics, lost = Metrics("toy"), [3]
    metrics.counter("ml_lost", "Lost rows.", lambda: lost[0])
    assert read(metrics)["ml_lost_total"] == [({"service": "toy"}, 3.0)]
    lost[0] = 5
    assert read(metrics)["ml_lost_total"][0][1] == 5.0
    assert b"# TYPE ml_lost_total counter" in metrics.exposition()


def test_an_info_is_absent_until_there_is_one() -> None:
    metrics, known = Metrics("toy"), [None, {"version": "7"}]
    metrics.info("ml_model_info", "The model.", lambda: known[0])
    assert "ml_model_info" not in read(metrics)
    known.pop(0)
    assert read(metrics)["ml_model_info"] == [({"service": "toy", "version": "7"}, 1.0)]


def test_two_services_in_one_process_share_nothing() -> None:
    one, other = Metrics("one"), Metrics("other")
    one.predicted("1", "known")
    assert "ml_predictions_total" not in read(other)
    one.close()
    other.predicted("1", "known")
    assert read(other)["ml_predictions_total"][0][0]["service"] == "other"


def test_the_service_exports_what_dashboards_and_alerts_need(settings: ServiceSettings) -> None:
    crown(settings, 42)
    with TestClient(make_app(make_service(settings))) as client:
        client.post("/v1/answer", json={"text": "why?"})
        for film in range(20):
            client.get(f"/v1/films/{film}")
        answer = client.get("/metrics")
    found = samples(answer.text)
    assert answer.headers["content-type"].startswith("text/plain")
    assert found["ml_model_info"] == [({"service": "toy", "model": "toy", "version": "1"}, 1.0)]
    assert found["ml_queue_size"] == [({"service": "toy"}, 0.0)]
    assert found["ml_model_refresh_failures_total"] == [({"service": "toy"}, 0.0)]
    assert found["ml_journal_dropped_total"] == [({"service": "toy"}, 0.0)]
    assert found["ml_slo_latency_seconds"] == [({"service": "toy"}, 0.25)]
    assert found["ml_predictions_total"][0][1] == 1.0
    routes = {labels.get("http_route") for labels, _ in found["http_server_request_duration_seconds_count"]}
    assert {"/v1/answer", "/v1/films/{film_id}"} <= routes
    assert not any(route and route.endswith("/7") for route in routes)


def test_paths_that_match_nothing_add_no_series(settings: ServiceSettings) -> None:
    with TestClient(make_app(make_service(settings))) as client:
        for i in range(30):
            client.get(f"/guess/{i}")
        found = samples(client.get("/metrics").text)
    assert len(found["http_server_request_duration_seconds_count"]) < 5
