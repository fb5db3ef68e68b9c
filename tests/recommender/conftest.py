"""A small world, a model that learned it, and a service that answers from it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from projects.recommender.api import create_app
from projects.recommender.data import Dataset
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.recipe import Recipe
from projects.recommender.recommend import RecommendationEngine
from projects.recommender.settings import SERVICE, Settings
from shared.store import Store
from tests.recommender import small_world
from tests.recommender.champions import register

MakeSettings = Callable[..., Settings]
NEVER = 86_400
"""Seconds between polls of the registry: tests refresh when they want to, since MLflow's address is global."""


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return small_world.dataset()


@pytest.fixture(scope="session")
def model(dataset: Dataset) -> RecommenderModel:
    return RecommenderModel.fit(dataset, small_world.blend(), half_life=small_world.HALF_LIFE)


@pytest.fixture(scope="session")
def engine(model: RecommenderModel) -> RecommendationEngine:
    return RecommendationEngine.of(model)


@pytest.fixture(scope="session")
def champion_dir(tmp_path_factory: pytest.TempPathFactory, model: RecommenderModel) -> Path:
    """A data folder whose registry has a champion. Tests read it; those that write take ``own_data_dir``."""
    folder = tmp_path_factory.mktemp("champion")
    register(Settings(_env_file=None, data_dir=folder), model)
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
    """A client of one service for all tests of a module that write nothing."""
    database = tmp_path_factory.mktemp("reader") / "service.db"
    settings = Settings(
        _env_file=None,
        data_dir=champion_dir,
        database_url=SecretStr(f"sqlite:///{database}"),
        model_poll_seconds=NEVER,
    )
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def own(make_settings: MakeSettings, own_data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a training: the registry, the data set and the recipe belong to the test."""
    monkeypatch.setattr(Recipe, "read", small_world.recipe)
    return make_settings(data_dir=own_data_dir, dataset_path=small_world.write_tables(tmp_path / "tables"))
