"""Champions come and go: none yet, an unfit one, and a better one in the middle of traffic."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.recommender.api import create_app
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.catalogue import restore
from projects.recommender.model.popularity import PopularityConfig
from projects.recommender.settings import SERVICE
from shared.tracking.registry import Registry
from tests.recommender.calls import RECOMMENDATIONS, ask
from tests.recommender.champions import register
from tests.recommender.conftest import MakeSettings
from tests.recommender.small_world import ANN, BOB
from tests.waiting import PATIENCE_S, await_true


def test_before_the_first_champion_the_service_waits(
    make_settings: MakeSettings, tmp_path: Path, model: RecommenderModel
) -> None:
    settings = make_settings(data_dir=tmp_path / "empty")
    app = create_app(settings)
    with TestClient(app) as client:
        routes = ["/v1/items", "/v1/model", "/health/ready"]
        waiting = [client.post(RECOMMENDATIONS, json={}), *(client.get(route) for route in routes)]
        live = client.get("/health/live")
        register(settings, model)
        app.state.context.slot.refresh()
        answer = ask(client, user_id=ANN)

    assert [response.status_code for response in waiting] == [503] * 4
    assert all("Retry-After" in response.headers for response in waiting)
    assert "train" in waiting[0].json()["detail"]
    assert live.status_code == 200
    assert answer["model"]["version"] == "1"


@pytest.fixture
def changing(make_settings: MakeSettings, own_data_dir: Path) -> FastAPI:
    """A service whose registry belongs to the test."""
    return create_app(make_settings(data_dir=own_data_dir))


def nonsense(model: RecommenderModel) -> RecommenderModel:
    counts = np.full(len(model.items), np.nan, np.float32)
    return replace(model, model=restore(PopularityConfig(), {"n_items": np.array(len(counts)), "counts": counts}))


@pytest.mark.parametrize("fault", ["wrong hash", "no numbers"])
def test_the_old_champion_serves_on_when_the_new_one_is_unfit(
    changing: FastAPI, model: RecommenderModel, fault: str
) -> None:
    context = changing.state.context
    with TestClient(changing) as client:
        before = ask(client, user_id=ANN, diversity=0)
        if fault == "wrong hash":
            register(context.settings, model, manifest_sha256="0" * 64)
        else:
            register(context.settings, nonsense(model))
        swapped = context.slot.refresh()
        during = ask(client, user_id=ANN, diversity=0)
        register(context.settings, model)
        context.slot.refresh()
        after = ask(client, user_id=ANN, diversity=0)

    assert (swapped, context.slot.failures) == (False, 1)
    assert during == before
    assert (after["items"], after["model"]["version"]) == (before["items"], "3")


def hear_from(version: str, seen: list[tuple[str, bool]]) -> None:
    """Wait until a model of that version gives an answer."""
    start = len(seen)
    await_true(lambda: version in [answered for answered, _ in seen[start:]])


def test_no_answer_mixes_two_models(changing: FastAPI, model: RecommenderModel) -> None:
    context = changing.state.context
    renamed = replace(model, items=tuple(replace(item, title=f"New {item.title}") for item in model.items))
    register(context.settings, renamed)
    seen: list[tuple[str, bool]] = []
    stop = threading.Event()

    def ask_on(client: TestClient, user: str) -> None:
        while not stop.is_set():
            answer = ask(client, user_id=user, k=5)
            titles = [film["title"] for item in answer["items"] for film in (item, *item["because"])]
            new = {title.startswith("New ") for title in titles}
            assert len(new) == 1
            seen.append((answer["model"]["version"], new.pop()))

    with TestClient(changing) as client, ThreadPoolExecutor() as threads:
        users = [threads.submit(ask_on, client, user) for user in (ANN, BOB)]
        for version in "12121":
            Registry(context.settings, SERVICE).promote(version)
            context.slot.refresh()
            hear_from(version, seen)
        stop.set()
        for user in users:
            user.result(PATIENCE_S)

    assert set(seen) == {("1", False), ("2", True)}
