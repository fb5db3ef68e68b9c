"""A real process on a real port: how it starts, how it ends, and what it says when it can't do either."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.config import ServiceSettings
from shared.serving.server import listen, serve

ROOT = Path(__file__).resolve().parents[3]
SERVE = (
    "from shared.config import ServiceSettings as S; from shared.serving.server import serve; serve('{factory}', S())"
)
APPLICATION = """
import asyncio
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


async def slow(request):
    Path("slow-request-began").touch()
    await asyncio.sleep(1.0)
    return PlainTextResponse("done")


async def threads(request):
    from threadpoolctl import threadpool_info

    return PlainTextResponse(str(max([pool["num_threads"] for pool in threadpool_info()])))


def create_app():
    import numpy

    routes = [Route("/slow", slow), Route("/threads", threads), Route("/", lambda request: PlainTextResponse("up"))]
    return Starlette(routes=routes)


def broken_start():
    async def lifespan(app):
        raise RuntimeError("the model is broken")
        yield

    return Starlette(lifespan=lifespan)
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(folder: Path, port: int, factory: str = "create_app") -> Iterator[subprocess.Popen[str]]:
    (folder / "application.py").write_text(APPLICATION)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}",
        "SHARED__PORT": str(port),
        "SHARED__LOG_FORMAT": "json",
        "SHARED__DATA_DIR": str(folder),
    }
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment.pop(name, None)
    command = [sys.executable, "-c", SERVE.format(factory=f"application:{factory}")]
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return str(answer.read().decode())


def wait_until_up(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(400):
        try:
            assert get(port, "/") == "up"
        except OSError:
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not come up")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_running_request_finish_and_the_process_end_well(tmp_path: Path, end: signal.Signals) -> None:
    port = free_port()
    with served(tmp_path, port) as process, ThreadPoolExecutor(1) as pool:
        wait_until_up(port, process)
        answer = pool.submit(get, port, "/slow")
        while not (tmp_path / "slow-request-began").exists():
            time.sleep(0.01)
        process.send_signal(end)
        assert answer.result() == "done"
        _, log = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in log


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


async def ends_itself(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that tells its own process to stop as soon as it has started."""
    assert scope["type"] == "lifespan"
    await receive()
    await send({"type": "lifespan.startup.complete"})
    signal.raise_signal(signal.SIGTERM)
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def create_app() -> ASGIApp:
    return ends_itself


def settings_on(port: int) -> ServiceSettings:
    return ServiceSettings(_env_file=None, port=port)


@pytest.mark.usefixtures("signals_as_before")
def test_serve_returns_after_a_signal_and_leaves_the_port_free() -> None:
    port = free_port()
    for _ in range(2):
        serve(f"{__name__}:create_app", settings_on(port))


@pytest.mark.usefixtures("signals_as_before")
def test_an_address_of_another_machine_is_refused() -> None:
    settings = settings_on(8000).model_copy(update={"host": "192.0.2.1"})
    with pytest.raises(OSError, match=r"cannot listen on 192\.0\.2\.1:8000: .*; set SHARED__PORT"):
        serve(f"{__name__}:create_app", settings)


def test_numerical_libraries_get_one_thread(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port) as process:
        wait_until_up(port, process)
        assert get(port, "/threads") == "1"


def test_a_busy_port_is_named_with_its_variable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with served(tmp_path, port) as process:
            _, log = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use; set SHARED__PORT" in log


def test_an_application_that_can_not_start_ends_with_an_error(tmp_path: Path) -> None:
    with served(tmp_path, free_port(), factory="broken_start") as process:
        _, log = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "the model is broken" in log


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """Asyncio turns Nagle's algorithm off only for sockets that say they are TCP."""
    with listen(ServiceSettings(_env_file=None, port=free_port())) as listener:
        assert listener.proto == socket.IPPROTO_TCP
