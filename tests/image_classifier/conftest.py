"""A model that knows the samples by heart, and a service that answers from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from projects.image_classifier.api import create_app
from projects.image_classifier.classify import Classifier
from projects.image_classifier.data import Dataset
from projects.image_classifier.data.configured import load_dataset
from projects.image_classifier.settings import SERVICE, Settings
from shared.assets import AssetUnavailable
from shared.store import Store
from tests.image_classifier import champions

MakeSettings = Callable[..., Settings]
NEVER = 86_400
"""Seconds between polls of the registry: tests refresh when they want to, since MLflow's address is global."""


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the model."""
    return champions.write(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="session")
def classifier(bundle: Path) -> Classifier:
    return Classifier.load(bundle)


@pytest.fixture(scope="session")
def champion_dir(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> Path:
    """A data folder whose registry has a champion. Tests read it; those that write take ``own_data_dir``."""
    folder = tmp_path_factory.mktemp("champion")
    champions.register(Settings(_env_file=None, data_dir=folder), bundle)
    return folder


@pytest.fixture
def own_data_dir(champion_dir: Path, tmp_path: Path) -> Path:
    """A copy of the data folder with its registry, for a test to change."""
    return Path(shutil.copytree(champion_dir, tmp_path / "data"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "service.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """The service's database, seen from outside."""
    store = Store(f"sqlite:///{database}", service=SERVICE)
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def make_settings(champion_dir: Path, database: Path) -> MakeSettings:
    """Settings of a service on the champion and an empty database; arguments change what a test is about."""

    def make(**changes: Any) -> Settings:
        values: dict[str, Any] = {
            "data_dir": champion_dir,
            "database_url": f"sqlite:///{database}",
            "environment": "test",
            "log_format": "json",
            "model_poll_seconds": NEVER,
        }
        return Settings(_env_file=None, **{**values, **changes})

    return make


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the running service."""
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def reader(champion_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of one service for all tests of a module that write nothing of interest."""
    database = tmp_path_factory.mktemp("reader") / "service.db"
    settings = Settings(
        _env_file=None,
        data_dir=champion_dir,
        database_url=SecretStr(f"sqlite:///{database}"),
        model_poll_seconds=NEVER,
    )
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="session")
def fashion_mnist() -> Dataset:
    """The real data set, fetched on first use."""
    try:
        dataset = load_dataset(Settings())
    except AssetUnavailable as error:
        pytest.skip(str(error))
    assert isinstance(dataset, Dataset)
    return dataset
