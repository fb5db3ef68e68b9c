"""The image with nothing around it: no variable, no volume, no registry, another user."""

from __future__ import annotations

import socket

import pytest

from tests.docker.faults.container import beside, container

LOCKED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")  # noqa: S108


@pytest.mark.parametrize(
    "options", [(), ("--user", "12345:12345"), LOCKED], ids=["nothing set", "another uid", "locked"]
)
def test_it_lives_says_what_it_lacks_and_ends_when_told(options: tuple[str, ...]) -> None:
    with container(*options) as service:
        service.await_status("/health/live", 200)
        ready = service.get("/health/ready")
        service.signal("TERM")

        assert (ready.status_code, ready.headers["Content-Type"]) == (503, "application/problem+json")
        assert "train one first" in ready.json()["detail"]
        assert service.exit_code() == 0


def test_a_port_that_is_taken_is_named_with_the_variable_that_moves_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with beside({"SHARED__PORT": port}) as service:
            assert service.exit_code() == 1
            assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in service.log()
            assert "set IMAGE_CLASSIFIER__PORT" in service.log()
