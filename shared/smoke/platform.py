"""What stands beside the services: MLflow's registry and Prometheus."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from time import monotonic, sleep

import requests

from shared.config import SharedSettings
from shared.demo import LOCALHOST
from shared.smoke.report import Failed, Report
from shared.smoke.services import SECONDS, Service
from shared.smoke.stack import Stack
from shared.tracking.registry import CHAMPION

ALIAS = "/api/2.0/mlflow/registered-models/alias"
PROMETHEUS, PROMETHEUS_PORT = "prometheus", 9090
SCRAPED_WITHIN_SECONDS = 30.0


def check_registry(report: Report, planned: Sequence[Service]) -> None:
    """Every service answers with the version that is champion in MLflow."""
    settings = SharedSettings()
    address = settings.tracking_uri or f"http://{LOCALHOST}:{settings.mlflow_port}"
    for service in planned:
        report.check("mlflow", f"champion of {service.name}", partial(_champion, address, service))


def _champion(address: str, service: Service) -> str:
    asked = {"name": service.name, "alias": CHAMPION}
    answered = requests.get(address + ALIAS, params=asked, timeout=SECONDS)
    if answered.status_code != 200:
        remedy = f"train one: python -m projects.{service.name} train --if-missing"
        raise Failed(f"{answered.status_code}: {answered.text[:200]}", remedy)
    registered = answered.json()["model_version"]["version"]
    serving = service.get("/v1/model").json().get("version")
    if registered != serving:
        raise Failed(f"version {registered}, while the service answers with {serving}", "the service's log says why")
    return f"version {registered}, which the service answers with"


def check_prometheus(report: Report, planned: Sequence[Service], stack: Stack | None) -> None:
    """Prometheus scrapes every service, where it is up."""
    if stack is None or PROMETHEUS not in stack.services:
        report.say(PROMETHEUS, "left out: it is part of the compose stack only, and that is not up here")
        return
    deadline = monotonic() + SCRAPED_WITHIN_SECONDS
    targets = f"{stack.address(PROMETHEUS, PROMETHEUS_PORT)}/api/v1/targets"
    for service in planned:
        report.check(PROMETHEUS, f"target {service.name}", partial(_target, targets, service, deadline))


def _target(address: str, service: Service, deadline: float) -> str:
    """What has just started is not scraped yet, and is waited for."""
    while True:
        active = requests.get(address, params={"state": "active"}, timeout=SECONDS).json()["data"]["activeTargets"]
        mine = [target for target in active if target["labels"].get("service") == service.name]
        if not mine:
            raise Failed(f"none of {len(active)} targets", "add it to docker/prometheus/prometheus.yml")
        down = [target["lastError"] for target in mine if target["health"] != "up"]
        if not down:
            return f"up, scraped {mine[0]['lastScrape'][11:19]} UTC"
        if monotonic() > deadline:
            raise Failed(down[0] or "not scraped so far", "/targets of Prometheus says more")
        sleep(1)
