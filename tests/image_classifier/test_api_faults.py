"""What is wrong with a request, a limit that is reached, a model that is busy: what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from starlette.testclient import TestClient

from projects.image_classifier.api import create_app
from tests.image_classifier import pictures
from tests.image_classifier.calls import BATCH, CLASSIFY, EXPLAIN, FEEDBACK, PROBLEM, classify, form
from tests.image_classifier.conftest import MakeSettings
from tests.waiting import PATIENCE_S, await_true

BAG = pictures.sample("bag")


@contextmanager
def stopped_model(app: FastAPI) -> Iterator[None]:
    """Nothing gets to the model meanwhile."""
    with app.state.context.batcher._lock:
        yield


def waiting(app: FastAPI) -> int:
    count: int = app.state.context.batcher.waiting
    return count


@pytest.mark.parametrize("route", [CLASSIFY, EXPLAIN])
@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (b"", "empty"),
        (b"no picture at all", "JPEG, PNG or WebP"),
        (BAG[:300], "damaged or cut short"),
        (pictures.huge_png(), "more than 24 megapixels"),
        (pictures.animated("GIF"), "JPEG, PNG or WebP"),
        (pictures.animated("WEBP"), "animated"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(
    reader: TestClient, route: str, picture: bytes, words: str
) -> None:
    response = reader.post(route, content=picture)

    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert words in response.json()["detail"]


@pytest.mark.parametrize("route", [CLASSIFY, EXPLAIN])
@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/pdf"]
)
def test_a_body_that_is_called_something_else_is_told_how_to_come(reader: TestClient, route: str, kind: str) -> None:
    response = reader.post(route, content=BAG, headers={"Content-Type": kind})

    assert (response.status_code, response.headers["Content-Type"]) == (415, PROBLEM)
    assert f"Content-Type: image/jpeg, image/png or image/webp, not {kind}" in response.json()["detail"]


def test_a_form_on_the_route_of_one_picture_is_told_how_to_come(reader: TestClient) -> None:
    assert reader.post(CLASSIFY, files=form(BAG)).status_code == 415


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "image/png"}, {"Content-Type": "application/json"}])
def test_a_batch_that_is_no_form_is_told_how_to_come(reader: TestClient, headers: dict[str, str]) -> None:
    response = reader.post(BATCH, content=BAG, headers=headers)

    assert response.status_code == 415
    assert "curl -F files=@one.jpg" in response.json()["detail"]


def test_a_thousand_pictures_in_one_request_are_too_many(reader: TestClient) -> None:
    response = reader.post(BATCH, files=form(*[BAG] * 1000))

    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert "1 to 32 in one request" in response.json()["detail"]


def test_as_many_pictures_as_the_limit_says_are_answered(reader: TestClient) -> None:
    assert len(reader.post(BATCH, files=form(*[BAG] * 32)).json()["results"]) == 32
    assert reader.post(BATCH, files=form(*[BAG] * 33)).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x--\r\n",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nno file\r\n--x--\r\n",
        b"no boundary in here",
    ],
)
def test_a_form_without_files_is_told_how_to_come(reader: TestClient, body: bytes) -> None:
    response = reader.post(BATCH, content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert "curl -F" in response.json()["detail"]


@pytest.mark.parametrize("route", [CLASSIFY, EXPLAIN, BATCH])
def test_a_body_over_the_limit_is_refused(make_settings: MakeSettings, route: str) -> None:
    kind = "multipart/form-data; boundary=x" if route == BATCH else "image/png"
    with TestClient(create_app(make_settings(max_body_bytes=1000))) as client:
        declared = client.post(route, content=b" " * 1001, headers={"Content-Type": kind})
        streamed = client.post(route, content=iter([b" " * 600] * 2), headers={"Content-Type": kind})

    assert [declared.status_code, streamed.status_code] == [413, 413]
    assert declared.headers["Content-Type"] == streamed.headers["Content-Type"] == PROBLEM
    assert "1000 bytes" in streamed.json()["detail"]


@pytest.mark.parametrize("route", [CLASSIFY, EXPLAIN, BATCH, FEEDBACK])
def test_a_wrong_key_is_refused(make_settings: MakeSettings, route: str) -> None:
    with TestClient(create_app(make_settings(api_keys=["rightly"]))) as client:
        refused = client.post(route, content=BAG, headers={"X-API-Key": "wrong"})
        welcome = client.post(CLASSIFY, content=BAG, headers={"X-API-Key": "rightly"})

    assert [refused.status_code, welcome.status_code] == [401, 200]


def test_a_full_queue_of_the_model_sends_away_the_next_picture_only(make_settings: MakeSettings) -> None:
    app = create_app(make_settings(max_waiting=2, max_images=2))
    with TestClient(app) as client, ThreadPoolExecutor() as threads:
        with stopped_model(app):
            slow = threads.submit(client.post, BATCH, files=form(BAG, BAG))
            await_true(lambda: waiting(app) == 2)
            refused = client.post(CLASSIFY, content=BAG)
            health = client.get("/health/ready")
        accepted = slow.result(PATIENCE_S)
        afterwards = client.post(CLASSIFY, content=BAG)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert "2 pictures wait for the model" in refused.json()["detail"]
    assert [health.status_code, accepted.status_code, afterwards.status_code] == [200, 200, 200]


def test_after_a_missed_deadline_the_service_goes_on(make_settings: MakeSettings) -> None:
    app = create_app(make_settings(deadline_seconds=0.3))
    with TestClient(app) as client:
        with stopped_model(app):
            late = client.post(CLASSIFY, content=BAG)
        await_true(lambda: waiting(app) == 0)
        afterwards = classify(client, BAG)

    assert (late.status_code, late.headers["Content-Type"]) == (504, PROBLEM)
    assert afterwards["label"] == "Bag"


def test_a_model_that_fails_is_an_error_of_ours_and_the_service_goes_on(client: TestClient, app: FastAPI) -> None:
    slot = app.state.context.slot
    session = slot.current().model.model.session
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "run", lambda *_: [])
        failed = client.post(CLASSIFY, content=BAG)
        failed_batch = client.post(BATCH, files=form(BAG, BAG))

    assert [failed.status_code, failed_batch.status_code] == [500, 500]
    assert failed.headers["Content-Type"] == PROBLEM
    assert classify(client, BAG)["label"] == "Bag"


def test_no_bytes_and_no_names_of_files_are_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        classify(client, BAG)
        client.post(CLASSIFY, content=b"SECRET-BYTES")
        client.post(BATCH, files=[("files", ("SECRET-NAME.png", data)) for data in (BAG, b"SECRET-BYTES")])

    assert CLASSIFY in caplog.text
    assert "SECRET" not in caplog.text
    assert "PNG" not in caplog.text


def test_a_request_larger_than_the_queue_is_refused_when_the_service_is_set_up(make_settings: MakeSettings) -> None:
    with pytest.raises(ValidationError, match="raise max_waiting"):
        make_settings(max_images=100, max_waiting=99)
