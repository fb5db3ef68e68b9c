"""A model that hears words, three documents, and a service that answers from them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from projects.chatbot_rag.settings import SERVICE, Settings
from shared.store import Store
from tests.chatbot_rag import champions, library
from tests.chatbot_rag.calls import await_documents

MakeSettings = Callable[..., Settings]
NEVER = 86_400
"""Seconds between polls of the registry: tests refresh when they want to, since MLflow's address is global."""
EVERYBODY: dict[str, str] = {}
STAFF, BOARD = {"X-API-Key": "staff-key"}, {"X-API-Key": "board-key"}
PRINCIPALS = [{"key": "staff-key", "access": ["staff"]}, {"key": "board-key", "access": ["staff", "board"]}]


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the model."""
    return champions.write(tmp_path_factory.mktemp("bundle"), library.TEXTS.values())


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents that are there from the start."""
    return library.write(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def champion_dir(tmp_path_factory: pytest.TempPathFactory, bundle: Path) -> Path:
    """A data folder whose registry has a champion. Tests take a copy of it: an index is written beside."""
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
def make_settings(own_data_dir: Path, database: Path, corpus: Path) -> MakeSettings:
    """Settings of a service on the champion and an empty database; arguments change what a test is about."""

    def make(**changes: Any) -> Settings:
        values: dict[str, Any] = {
            "data_dir": own_data_dir,
            "database_url": f"sqlite:///{database}",
            "corpus": corpus,
            "environment": "test",
            "log_format": "json",
            "model_poll_seconds": NEVER,
            "index_poll_seconds": 0.05,
        }
        return Settings(_env_file=None, **{**values, **changes})

    return make


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    return make_settings()


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    from projects.chatbot_rag.api import create_app

    return create_app(settings)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A client of the running service, which has read its documents."""
    with TestClient(app) as client:
        await_documents(client)
        yield client


@pytest.fixture(scope="module")
def reader(champion_dir: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of one service for all tests of a module that write nothing of interest."""
    from projects.chatbot_rag.api import create_app

    folder = tmp_path_factory.mktemp("reader")
    settings = Settings(
        _env_file=None,
        data_dir=Path(shutil.copytree(champion_dir, folder / "data")),
        database_url=SecretStr(f"sqlite:///{folder / 'service.db'}"),
        corpus=corpus,
        model_poll_seconds=NEVER,
        index_poll_seconds=0.05,
    )
    with TestClient(create_app(settings)) as client:
        await_documents(client)
        yield client
