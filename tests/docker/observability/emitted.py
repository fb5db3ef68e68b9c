"""What services really emit: the names of their series, each with its labels."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from shared.store import Prediction
from tests.docker.observability.expressions import ROOT
from tests.shared.serving.toy_service import make_app, make_service
from tests.toy import crown

Emitted = dict[str, set[str]]
PROJECTS = sorted(path.parent.name for path in (ROOT / "projects").glob("*/settings.py"))
ANSWERS = 1000
"""Enough of them to compare the latest with the first."""


def project_metrics(name: str, data_dir: Path) -> Emitted:
    """What a project emits before it has a model."""
    settings = import_module(f"projects.{name}.settings").Settings(
        _env_file=None,
        data_dir=data_dir,
        database_url=SecretStr(f"sqlite:///{data_dir / name}.db"),
        environment="test",
        log_format="json",
    )
    with TestClient(import_module(f"projects.{name}.api").create_app(settings)) as client:
        return _read(client)


def toy_metrics(settings: ServiceSettings) -> Emitted:
    """The same of a service that has none of its own, and so just what all share."""
    with TestClient(make_app(make_service(settings))) as client:
        return _read(client)


def busy_toy_metrics(settings: ServiceSettings) -> Emitted:
    """What a service emits once it has answered, well and badly, and often enough to be watched for drift."""
    version = crown(settings, 42).version
    service = make_service(settings)
    with TestClient(make_app(service)) as client:
        client.post("/v1/answer", json={"text": "why?"})
        client.get("/v1/broken")
        service.store.add_predictions(
            [
                Prediction(request_id=str(i), model_version=version, outcome="answered", payload={"answer": 42})
                for i in range(2 * ANSWERS)
            ]
        )
        service.drift.refresh()
        return _read(client)


def _read(client: TestClient) -> Emitted:
    client.get("/health/live")
    found: Emitted = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found
