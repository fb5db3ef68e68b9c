"""MLflow is not there yet, or not any more."""

from __future__ import annotations

from tests.docker.faults.conftest import TrackingServer
from tests.docker.faults.container import beside


def test_a_service_that_starts_before_mlflow_lives_and_gets_its_model_when_mlflow_comes(mlflow: TrackingServer) -> None:
    mlflow.stop()
    with beside({"SHARED__TRACKING_URI": mlflow.address}) as service:
        service.await_status("/health/live", 200)
        ready = service.get("/health/ready")
        assert ready.status_code == 503
        assert "RegistryUnavailable" in ready.json()["detail"]

        mlflow.start()
        service.await_status("/health/ready", 200)
        assert service.get("/v1/model").json()["source"] == "registry"


def test_without_mlflow_the_last_champion_answers_even_after_a_restart_and_says_where_it_is_from(
    mlflow: TrackingServer,
) -> None:
    with beside({"SHARED__TRACKING_URI": mlflow.address}) as service:
        service.await_status("/health/ready", 200)
        before = service.get("/v1/model").json()
        mlflow.stop()
        assert service.classify().json()["label"] == "Ankle boot"

        service.restart()
        service.await_status("/health/ready", 200)
        after = service.get("/v1/model").json()
        assert service.classify().json()["label"] == "Ankle boot"
        assert (before["source"], after["source"]) == ("registry", "disk")
        assert after["version"] == before["version"]
