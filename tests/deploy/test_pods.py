"""What holds for every pod: it may do little, says when it is ready, takes no more than its share and ends in order."""

from __future__ import annotations

import pytest

from tests.deploy.manifests import OVERLAYS, Pod, environment, mebibytes, pods, settings_of

USER = 10001
EVERY = [(overlay, pod) for overlay in OVERLAYS for pod in pods(overlay)]
SERVING = [(overlay, pod) for overlay in OVERLAYS for pod in pods(overlay, "serve")]
every_pod = pytest.mark.parametrize(("overlay", "pod"), EVERY, ids=str)
serving_pod = pytest.mark.parametrize(("overlay", "pod"), SERVING, ids=str)


@every_pod
def test_a_pod_runs_as_nobody_and_holds_no_token(overlay: str, pod: Pod) -> None:
    context = pod.spec["securityContext"]
    assert context["runAsNonRoot"] is True
    assert context["runAsUser"] == context["runAsGroup"] == context["fsGroup"] == USER
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod.spec["automountServiceAccountToken"] is False
    assert pod.spec["enableServiceLinks"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.spec.keys()


@every_pod
def test_a_container_can_neither_gain_rights_nor_write_its_root(overlay: str, pod: Pod) -> None:
    for container in pod.containers:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@every_pod
def test_a_container_gets_the_memory_it_asks_for_and_is_never_throttled(overlay: str, pod: Pod) -> None:
    for container in pod.containers:
        requests, limits = container["resources"]["requests"], container["resources"]["limits"]
        assert requests.keys() == {"cpu", "memory"}
        assert limits == {"memory": requests["memory"]}


@every_pod
def test_what_a_container_writes_to_is_bounded(overlay: str, pod: Pod) -> None:
    volumes = {volume["name"]: volume for volume in pod.spec["volumes"]}
    for container in pod.containers:
        mounts = {mount["mountPath"]: mount for mount in container["volumeMounts"]}
        assert {"/data", "/tmp"} <= mounts.keys() <= {"/data", "/tmp", "/run/secrets"}  # noqa: S108 - in the container
        assert mounts.get("/run/secrets", {"readOnly": True})["readOnly"]
        for mount in mounts.values():
            volume = volumes.get(mount["name"], {})
            assert "sizeLimit" in volume.get("emptyDir", {"sizeLimit": "the claim's"})
            in_memory = volume.get("emptyDir", {}).get("medium") == "Memory"
            if in_memory:
                room = mebibytes(container["resources"]["limits"]["memory"])
                assert mebibytes(volume["emptyDir"]["sizeLimit"]) <= room / 2


@serving_pod
def test_traffic_waits_for_a_model_and_a_missing_model_restarts_nothing(overlay: str, pod: Pod) -> None:
    probes = {name: pod.main[f"{name}Probe"] for name in ("startup", "readiness", "liveness")}
    assert {name: probe["httpGet"] for name, probe in probes.items()} == {
        "startup": {"path": "/health/ready", "port": "http"},
        "readiness": {"path": "/health/ready", "port": "http"},
        "liveness": {"path": "/health/live", "port": "http"},
    }
    assert probes["startup"]["periodSeconds"] * probes["startup"]["failureThreshold"] >= 300


@serving_pod
def test_a_replica_has_time_to_finish_what_it_works_on(overlay: str, pod: Pod) -> None:
    shutdown = int(environment(overlay, pod.main)["SHARED__SHUTDOWN_SECONDS"])
    leaving = pod.main["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert leaving > 0
    assert pod.spec["terminationGracePeriodSeconds"] > leaving + shutdown


@serving_pod
def test_prometheus_is_told_where_to_scrape(overlay: str, pod: Pod) -> None:
    (port,) = pod.main["ports"]
    assert port == {"name": "http", "containerPort": 8000}
    assert pod.annotations == {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": str(port["containerPort"]),
        "prometheus.io/path": "/metrics",
    }


@serving_pod
def test_a_body_that_is_allowed_fits_where_it_is_kept(overlay: str, pod: Pod) -> None:
    volumes = {volume["name"]: volume for volume in pod.spec["volumes"]}
    body = settings_of(pod.project).model_fields["max_body_bytes"].default
    assert mebibytes(volumes["tmp"]["emptyDir"]["sizeLimit"]) * 2**20 >= 4 * body


@serving_pod
def test_replicas_are_spread_over_the_nodes(overlay: str, pod: Pod) -> None:
    (constraint,) = pod.spec["topologySpreadConstraints"]
    assert constraint["topologyKey"] == "kubernetes.io/hostname"
    assert constraint["labelSelector"]["matchLabels"].items() <= pod.labels.items()
