"""Nobody talks to anybody, except for what is listed here."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from tests.deploy.manifests import COMPONENT, FOR_A_CLUSTER, Object, Pod, matches, objects, pods

METADATA_SERVICE = IPv4Network("169.254.169.254/32")
PRIVATE = [IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
DNS, POSTGRES, MLFLOW, HTTPS = 53, 5432, 5000, 443


def policies(overlay: str, pod: Pod, direction: str) -> list[Object]:
    """The rules of one direction that hold for a pod."""
    return [
        rule
        for policy in objects(overlay, "NetworkPolicy")
        if direction.capitalize() in policy["spec"]["policyTypes"]
        and matches(policy["spec"]["podSelector"], pod.labels)
        for rule in policy["spec"].get(direction, ())
    ]


def ports(rules: list[Object]) -> set[int | str]:
    return {port["port"] for rule in rules for port in rule["ports"]}


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_everything_is_denied_to_all_pods_by_default(overlay: str) -> None:
    (default,) = [found for found in objects(overlay, "NetworkPolicy") if found["spec"]["podSelector"] == {}]
    assert sorted(default["spec"]["policyTypes"]) == ["Egress", "Ingress"]
    assert ports(default["spec"]["egress"]) == {DNS}
    assert "ingress" not in default["spec"]


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_a_pod_reaches_what_it_works_with_and_no_more(overlay: str) -> None:
    for pod in pods(overlay):
        expected: set[int | str] = {DNS}
        if pod.labels[COMPONENT] != "chroma":
            expected |= {POSTGRES, MLFLOW}
        if pod.labels[COMPONENT] == "train":
            expected |= {HTTPS}
        if pod.project == "chatbot_rag" and pod.labels[COMPONENT] != "chroma":
            expected |= {"http"}
        assert ports(policies(overlay, pod, "egress")) == expected, pod.workload


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_services_hear_the_ingress_and_prometheus_only(overlay: str) -> None:
    for pod in pods(overlay, "serve"):
        (rule,) = policies(overlay, pod, "ingress")
        (peer,) = rule["from"]
        assert peer["namespaceSelector"]["matchExpressions"] == [
            {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["ingress-nginx", "monitoring"]}
        ]
        assert "podSelector" not in peer
    for pod in pods(overlay, "train"):
        assert not policies(overlay, pod, "ingress")


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_only_the_assistant_reaches_chroma(overlay: str) -> None:
    for chroma in pods(overlay, "chroma"):
        (rule,) = policies(overlay, chroma, "ingress")
        (peer,) = rule["from"]
        admitted = {pod.workload for pod in pods(overlay) if matches(peer["podSelector"], pod.labels)}
        assert admitted == {"chatbot-rag-serve", "chatbot-rag-train"}


@pytest.mark.parametrize("overlay", FOR_A_CLUSTER)
def test_training_reaches_the_internet_but_nothing_inside_by_https(overlay: str) -> None:
    for pod in pods(overlay, "train"):
        (rule,) = [rule for rule in policies(overlay, pod, "egress") if ports([rule]) == {HTTPS}]
        (peer,) = rule["to"]
        left_out = [IPv4Network(cidr) for cidr in peer["ipBlock"]["except"]]
        for network in [METADATA_SERVICE, *PRIVATE]:
            assert any(network.subnet_of(cidr) for cidr in left_out), network
