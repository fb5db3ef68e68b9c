"""One autoscaler a service, bounds that a node may be drained within, and a load that services really report."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from tests.deploy.manifests import FOR_A_CLUSTER, Object, by_name, objects, settings_of
from tests.shared.serving.toy_service import make_app, make_service
from tests.toy import TOY

AUTOSCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
SCRAPE = 1
"""A scrape is itself a request in flight."""


def bounds(autoscaler: Object) -> tuple[int, int]:
    spec = autoscaler["spec"]
    if autoscaler["kind"] == "ScaledObject":
        return spec["minReplicaCount"], spec["maxReplicaCount"]
    return spec["minReplicas"], spec["maxReplicas"]


def scaled_objects() -> list[Object]:
    return objects("keda", "ScaledObject")


def query_of(scaled: Object) -> str:
    query = scaled["spec"]["triggers"][0]["metadata"]["query"]
    assert isinstance(query, str)
    return query


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_every_deployment_has_one_autoscaler_and_leaves_its_replicas_to_it(overlay: str) -> None:
    targets = sorted(scaler["spec"]["scaleTargetRef"]["name"] for scaler in objects(overlay, *AUTOSCALERS))
    assert targets == sorted(by_name(overlay, "Deployment"))
    assert not [found for found in objects(overlay, "Deployment") if "replicas" in found["spec"]]


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_a_node_can_be_drained_while_load_is_low(overlay: str) -> None:
    budgets = by_name(overlay, "PodDisruptionBudget")
    for scaler in objects(overlay, *AUTOSCALERS):
        low, high = bounds(scaler)
        assert budgets[scaler["metadata"]["name"]]["spec"]["minAvailable"] + 1 <= low < high


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_a_release_takes_no_replica_away_before_the_next_is_ready(overlay: str) -> None:
    for deployment in objects(overlay, "Deployment"):
        assert deployment["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_a_budget_is_of_the_pods_of_its_deployment(overlay: str) -> None:
    deployments = by_name(overlay, "Deployment")
    for name, budget in by_name(overlay, "PodDisruptionBudget").items():
        assert budget["spec"]["selector"] == deployments[name]["spec"]["selector"]


def test_keda_takes_over_the_autoscaler_that_is_there() -> None:
    before = by_name("production", "HorizontalPodAutoscaler")
    for scaled in scaled_objects():
        name = scaled["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["name"]
        assert scaled["metadata"]["annotations"] == {"scaledobject.keda.sh/transfer-hpa-ownership": "true"}
        assert before[name]["spec"]["scaleTargetRef"] == scaled["spec"]["scaleTargetRef"]
        assert bounds(before[name]) == bounds(scaled)


def test_without_prometheus_as_many_run_as_the_bounds_allow() -> None:
    for scaled in scaled_objects():
        low, high = bounds(scaled)
        assert low <= scaled["spec"]["fallback"]["replicas"] <= high


def test_a_replica_is_added_before_the_others_are_full() -> None:
    for scaled in scaled_objects():
        project = scaled["metadata"]["labels"]["app.kubernetes.io/name"]
        full = settings_of(project).model_fields["max_concurrency"].default
        threshold = int(scaled["spec"]["triggers"][0]["metadata"]["threshold"])
        assert threshold == full / 2 + SCRAPE


def test_the_load_of_a_service_is_its_own() -> None:
    for scaled in scaled_objects():
        assert re.findall(r'service_name="(\w+)"', query_of(scaled)) == [
            scaled["metadata"]["labels"]["app.kubernetes.io/name"]
        ]


def test_services_report_what_scales_them(settings: ServiceSettings) -> None:
    with TestClient(make_app(make_service(settings))) as client:
        exposition = client.get("/metrics").text
    assert f'service_name="{TOY}"' in exposition
    assert re.search(rf'http_server_active_requests{{http_request_method="GET".*}} {SCRAPE}\.0', exposition)
    for query in map(query_of, scaled_objects()):
        for metric in re.findall(r"\b(\w+)[\[{]", query):
            assert f"\n{metric}{{" in exposition
