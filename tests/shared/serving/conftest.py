"""A toy service, complete: with a champion, a store and a registry."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from shared.serving.app import Service
from tests.shared.serving.toy_service import make_app, make_service
from tests.toy import crown


@pytest.fixture
def crowned(settings: ServiceSettings) -> ServiceSettings:
    """Settings of a service whose registry has a champion that answers 42."""
    crown(settings, 42)
    return settings


@pytest.fixture
def service(crowned: ServiceSettings) -> Iterator[Service]:
    service = make_service(crowned)
    yield service
    service.journal.close()


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(make_app(service)) as client:
        yield client
