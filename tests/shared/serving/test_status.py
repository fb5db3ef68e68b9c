"""``/v1/model`` says what answers; nothing there is for the process alone."""

from datetime import datetime

from starlette.testclient import TestClient

from shared.config import ServiceSettings
from tests.shared.serving.toy_service import make_app, make_service
from tests.toy import DATA_SHA256, TOY, crown


def test_the_model_is_described(settings: ServiceSettings) -> None:
    champion = crown(settings, 42)
    with TestClient(make_app(make_service(settings))) as client:
        model = client.get("/v1/model").json()
    assert datetime.fromisoformat(model.pop("loaded_at")) >= champion.trained_at
    assert datetime.fromisoformat(model.pop("trained_at")) == champion.trained_at
    assert model.pop("size_bytes") > 0
    assert model == {
        "name": TOY,
        "version": "1",
        "alias": "champion",
        "run_id": champion.run_id,
        "data_sha256": DATA_SHA256,
        "code_version": champion.code_version,
        "metrics": {"accuracy": 0.5},
        "source": "registry",
    }


def test_without_mlflow_the_model_comes_from_disk(settings: ServiceSettings, closed_server: ServiceSettings) -> None:
    crown(settings, 42)
    with TestClient(make_app(make_service(settings))):
        pass
    with TestClient(make_app(make_service(closed_server))) as client:
        assert client.get("/health/ready").status_code == 200
        assert client.get("/v1/model").json()["source"] == "disk"
