"""The volume is full, the password is wrong: answers go on, and nothing is acknowledged that is not stored."""

from __future__ import annotations

from itertools import count, takewhile
from pathlib import Path

import pytest

from tests.docker.faults.conftest import TrackingServer
from tests.docker.faults.container import beside, container, docker, missing
from tests.waiting import await_true

POSTGRES = "postgres:17-trixie"
SMALL = ("--mount", "type=tmpfs,destination=/data,tmpfs-size=24m")
"""Room for the model and a few megabytes of rows."""


def test_a_full_volume_refuses_what_it_cannot_keep_and_loses_nothing_else(mlflow: TrackingServer) -> None:
    with beside({"SHARED__TRACKING_URI": mlflow.address}, *SMALL) as service:
        service.await_status("/health/ready", 200)
        service.shell("cat /dev/zero > /data/filling 2>/dev/null; true")
        # A database keeps a little room of its own: it takes some more events before it is full too.
        events = (f"full-volume-{number}" for number in count())
        acknowledged = list(takewhile(lambda event: service.give_feedback(event) == 201, events))

        assert service.give_feedback("full-volume-refused") == 503
        assert service.classify().status_code == 200
        assert service.status("/health/live") == 200
        assert "disk is full" in service.log()

        service.shell("rm /data/filling")
        await_true(lambda: service.give_feedback("full-volume-refused") == 201)
        assert [service.give_feedback(event) for event in acknowledged] == [200] * len(acknowledged)


def test_a_wrong_password_refuses_writes_and_stands_in_no_log(mlflow: TrackingServer, tmp_path: Path) -> None:
    if reason := missing(POSTGRES):
        pytest.skip(reason)
    with container("--env", "POSTGRES_PASSWORD=the-right-one", image=POSTGRES, inside_port=5432) as postgres:
        await_true(lambda: "ready to accept connections" in docker("logs", postgres.name))
        port = postgres.address.rpartition(":")[2]
        secrets = tmp_path / "secrets"
        secrets.mkdir(mode=0o755)
        (secrets / "SHARED__DATABASE_URL").write_text(
            f"postgresql+psycopg://postgres:a-wrong-one@127.0.0.1:{port}/postgres"
        )
        mounted = ("--volume", f"{secrets}:/run/secrets:ro")
        with beside({"SHARED__TRACKING_URI": mlflow.address}, *mounted) as service:
            service.await_status("/health/ready", 200)
            assert service.classify().status_code == 200
            assert service.give_feedback("wrong-password") == 503
            assert f"127.0.0.1:{port}/postgres can't be used" in service.log()
            assert "password authentication failed" in service.log()
            assert "a-wrong-one" not in service.log()
