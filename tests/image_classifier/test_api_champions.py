"""Champions come and go: none yet, an unfit one, and another one in the middle of traffic."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.image_classifier.api import create_app
from projects.image_classifier.settings import SERVICE
from shared.tracking.registry import Registry
from tests.image_classifier import champions, pictures
from tests.image_classifier.calls import BATCH, CLASSIFY, EXPLAIN, classify, form
from tests.image_classifier.conftest import MakeSettings
from tests.waiting import PATIENCE_S, await_true

BAG = pictures.sample("bag")


def test_before_the_first_champion_the_service_waits(make_settings: MakeSettings, tmp_path: Path, bundle: Path) -> None:
    settings = make_settings(data_dir=tmp_path / "empty")
    app = create_app(settings)
    with TestClient(app) as client:
        waiting = [client.post(CLASSIFY, content=BAG), client.post(EXPLAIN, content=BAG), client.get("/health/ready")]
        waiting += [client.post(BATCH, files=form(BAG)), client.get("/v1/labels")]
        samples = client.get("/v1/samples")
        champions.register(settings, bundle)
        app.state.context.slot.refresh()
        answer = classify(client, BAG)

    assert [response.status_code for response in waiting] == [503] * 5
    assert all("Retry-After" in response.headers for response in waiting)
    assert "train" in waiting[0].json()["detail"]
    assert samples.status_code == 200
    assert answer["model"]["version"] == "1"


@pytest.fixture
def changing(make_settings: MakeSettings, own_data_dir: Path) -> FastAPI:
    """A service whose registry belongs to the test."""
    return create_app(make_settings(data_dir=own_data_dir))


@pytest.mark.parametrize("fault", ["wrong hash", "knows no sample"])
def test_the_old_champion_serves_on_when_the_new_one_is_unfit(
    changing: FastAPI, bundle: Path, tmp_path: Path, fault: str
) -> None:
    context = changing.state.context
    with TestClient(changing) as client:
        before = classify(client, BAG)
        if fault == "wrong hash":
            champions.register(context.settings, bundle, manifest_sha256="0" * 64)
        else:
            champions.register(context.settings, champions.write(tmp_path / "unfit", order=-1))
        swapped = context.slot.refresh()
        during = classify(client, BAG)
        champions.register(context.settings, bundle)
        context.slot.refresh()
        after = classify(client, BAG)

    assert (swapped, context.slot.failures) == (False, 1)
    assert [answer["label"] for answer in (before, during, after)] == ["Bag"] * 3
    assert [answer["model"]["version"] for answer in (before, during, after)] == ["1", "1", "3"]


def hear_from(version: str, seen: list[tuple[str, bool]]) -> None:
    """Wait until a model of that version gives an answer."""
    start = len(seen)
    await_true(lambda: version in [answered for answered, _ in seen[start:]])


def test_no_answer_mixes_two_models(changing: FastAPI, tmp_path: Path) -> None:
    context = changing.state.context
    renamed = tuple(f"New {label}" for label in champions.LABELS)
    champions.register(context.settings, champions.write(tmp_path / "renamed", labels=renamed))
    seen: list[tuple[str, bool]] = []
    stop = threading.Event()

    def ask_on(client: TestClient, size: int) -> None:
        while not stop.is_set():
            answer = client.post(BATCH, files=form(*[BAG] * size)).json()
            found = [result["classification"] for result in answer["results"]]
            labels = [entry["label"] for verdict in found for entry in (verdict, *verdict["probabilities"])]
            new = {label.startswith("New ") for label in labels}
            assert len(new) == 1
            assert labels[0].endswith("Bag")
            seen.append((answer["model"]["version"], new.pop()))

    with TestClient(changing) as client, ThreadPoolExecutor() as threads:
        askers = [threads.submit(ask_on, client, size) for size in (1, 3, 5)]
        for version in "12121":
            Registry(context.settings, SERVICE).promote(version)
            context.slot.refresh()
            hear_from(version, seen)
        stop.set()
        for asker in askers:
            asker.result(PATIENCE_S)

    assert set(seen) == {("1", False), ("2", True)}
