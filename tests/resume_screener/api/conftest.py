"""A model that hears words, and a service that ranks with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from projects.resume_screener.settings import SERVICE, Settings
from shared.store import Store
from tests.resume_screener import champions

MakeSettings = Callable[..., Settings]
NEVER = 86_400
"""Seconds between polls of the registry: tests refresh when they want to, since MLflow's address is global."""


@pytest.fixture(scope="session")
def champion_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose registry has a champion."""
    folder = tmp_path_factory.mktemp("champion")
    bundle = champions.write(tmp_path_factory.mktemp("bundle"))
    champions.register(Settings(_env_file=None, data_dir=folder), bundle)
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "service.db"


@pytest.fixture
def store_of_the_service(database: Path) -> Iterator[Store]:
    """The service's journal, seen from outside."""
    store = Store(f"sqlite:///{database}", service=SERVICE)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def make_settings(champion_dir: Path, tmp_path: Path, database: Path) -> MakeSettings:
    """Settings of a service on the champion and an empty database; arguments change what a test is about."""
    data_dir = Path(shutil.copytree(champion_dir, tmp_path / "data"))

    def make(**changes: Any) -> Settings:
        values: dict[str, Any] = {
            "data_dir": data_dir,
            "database_url": f"sqlite:///{database}",
            "environment": "test",
            "log_format": "json",
            "model_poll_seconds": NEVER,
            "readers": 1,
        }
        return Settings(_env_file=None, **{**values, **changes})

    return make


@pytest.fixture
def app(make_settings: MakeSettings) -> FastAPI:
    from projects.resume_screener.api import create_app

    return create_app(make_settings())


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of a service of the test's own."""
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def reader(champion_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of one service for all tests that store nothing of interest."""
    from projects.resume_screener.api import create_app

    folder = tmp_path_factory.mktemp("reader")
    settings = Settings(
        _env_file=None,
        data_dir=Path(shutil.copytree(champion_dir, folder / "data")),
        database_url=SecretStr(f"sqlite:///{folder / 'service.db'}"),
        model_poll_seconds=NEVER,
        readers=1,
    )
    with TestClient(create_app(settings)) as client:
        yield client
