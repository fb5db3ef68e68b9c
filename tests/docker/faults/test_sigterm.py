"""SIGTERM comes in the middle of something."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.docker.faults.conftest import TrackingServer
from tests.docker.faults.container import PICTURE, TRAIN_IMAGE, beside, missing
from tests.waiting import await_true


def test_a_request_under_way_is_answered_before_the_end(mlflow: TrackingServer) -> None:
    with beside({"SHARED__TRACKING_URI": mlflow.address}) as service:
        service.await_status("/health/ready", 200)
        picture = service.get(PICTURE).content
        with closing(HTTPConnection(service.address.removeprefix("http://"))) as connection:
            connection.putrequest("POST", "/v1/classify")
            connection.putheader("Content-Type", "image/png")
            connection.putheader("Content-Length", str(len(picture)))
            connection.endheaders(picture[:100])

            service.signal("TERM")
            await_true(lambda: service.status("/health/live") is None)  # it takes no new ones
            connection.send(picture[100:])
            answer = connection.getresponse()

            assert answer.status == 200
            assert b'"label":"Ankle boot"' in answer.read()
        assert service.exit_code() == 0


def test_a_training_that_was_ended_is_done_by_the_next_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    if reason := missing(TRAIN_IMAGE):
        pytest.skip(reason)
    mlflow = TrackingServer(tmp_path_factory.mktemp("untrained"))
    mlflow.start()
    try:
        variables = {"SHARED__TRACKING_URI": mlflow.address}
        with beside(variables, image=TRAIN_IMAGE) as ended:
            await_true(lambda: mlflow.runs() or "champion" in ended.log())
            ended.stop(seconds=20)
            assert ended.exit_code() not in (0, 137)  # it ended by itself, and did not say that it was done
            assert mlflow.champion() is None
        with beside(variables, image=TRAIN_IMAGE) as again:
            assert again.exit_code() == 0, again.log()
            assert mlflow.champion() is not None
        with beside(variables, image=TRAIN_IMAGE) as third:
            assert third.exit_code() == 0
            assert "nothing to train" in third.log()
    finally:
        mlflow.stop()
