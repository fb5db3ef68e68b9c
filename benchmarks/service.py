"""What the benchmarks of all services share: a service to ask, a client that asks, a table to show."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

import numpy as np
from numpy.typing import NDArray

from shared.evaluation import Column, Metric, Row, Table

WARM_UP = 200
PERCENTILES = (50, 95, 99)
Rows = Mapping[str, Sequence[float] | NDArray[np.float64]]


@contextmanager
def service(app: str, project: str, port: int, **settings: object) -> Iterator[None]:
    """Run the application factory ``app``, ``module:function``, on ``port`` in a process of its own."""
    own = {"port": port, "rate_limit": "1000000/second", "log_level": "INFO", **settings}
    environment = {**os.environ, **{f"{project.upper()}__{name.upper()}": str(value) for name, value in own.items()}}
    code = (
        f"from projects.{project}.settings import Settings; from shared.serving.server import serve; "
        f"serve({app!r}, Settings())"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        try:
            _wait_until_ready(process, port)
            yield
        finally:
            process.send_signal(signal.SIGTERM)


class Client:
    """One connection that is kept. Its own work is next to nothing; Python's own client takes longer than many routes.

    Of HTTP it knows what the services answer: a status, and a body of stated length.
    """

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")

    def post(self, path: str, body: str | bytes, media: str = "application/json") -> None:
        """Send a request and read the answer. Raises RuntimeError unless it is 200."""
        data = body.encode() if isinstance(body, str) else body
        self._socket.sendall(request(path, data, media))
        status = self._answers.readline().split()[1]
        length = 0
        while (line := self._answers.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        self._answers.read(length)
        if status != b"200":
            raise RuntimeError(f"{path} answered {status.decode()}")


def request(path: str, body: bytes, media: str) -> bytes:
    """Return the bytes of a POST."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def latencies(
    asks: Sequence[Callable[[str | bytes], None]], bodies: Iterator[str | bytes], *, requests: int, pause_s: float
) -> list[NDArray[np.float64]]:
    """Ask in turn, ``asks`` being posts to routes; return PERCENTILES of each, in milliseconds."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(WARM_UP + requests):
        for ask, taken in zip(asks, times, strict=True):
            taken.append(seconds(partial(ask, next(bodies))))
            time.sleep(pause_s)
    return [milliseconds(taken[WARM_UP:]) for taken in times]


def milliseconds(taken: Sequence[float]) -> NDArray[np.float64]:
    """Return PERCENTILES, in milliseconds, of times in seconds."""
    return np.asarray(1000 * np.percentile(taken, PERCENTILES))


def table(name: str, title: str, columns: Sequence[str], rows: Rows) -> Table:
    """Return a table in which no direction is better."""
    return Table(
        name=name,
        title=title,
        columns=tuple(Column(name=column, better="neither", decimals=2) for column in columns),
        primary_metric=columns[-1],
        rows=tuple(
            Row(name=label, metrics={column: Metric(value=v) for column, v in zip(columns, values, strict=True)})
            for label, values in rows.items()
        ),
    )


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(120):
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with code {process.returncode}; is port {port} free?")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise RuntimeError("the service did not become ready within a minute")
