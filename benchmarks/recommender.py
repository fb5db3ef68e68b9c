"""What the recommender adds to an empty route, and what its batch job adds to bare NumPy. Takes about a minute."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
from fastapi import FastAPI
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from projects.recommender.api import create_app
from projects.recommender.batch import recommendations
from projects.recommender.data.configured import load_dataset
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.history import recency_matrix
from projects.recommender.recipe import Recipe
from projects.recommender.schemas import RecommendationRequest
from projects.recommender.settings import Settings
from projects.recommender.train import challenge
from shared.evaluation import Column, Metric, Report, Row, Table, to_markdown

PORT = 8902
ROUTES = {"recommendations": "/v1/recommendations", "empty route": "/v1/empty"}
REQUESTS = 5000
WARM_UP = 200
PAUSE_S = 0.002
"""Between requests, so that what a route does after its answer falls on no other request."""
RUNS = 7
RUN_LENGTH = 500
K = 10
PERCENTILES = (50, 95, 99)
Rows = Mapping[str, Sequence[float] | NDArray[np.float64]]


def app_with_empty_route() -> FastAPI:
    """The service as it is, and one route more that reads the same body and does nothing."""
    app = create_app()

    @app.post("/v1/empty")
    async def empty(body: RecommendationRequest) -> dict[str, int]:
        return {"k": body.k}

    return app


def main() -> Report:
    """Measure, print and return what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        dataset, recipe = load_dataset(Settings()), Recipe.read()
        challenge(Settings(data_dir=Path(folder)), dataset, recipe)
        model = RecommenderModel.fit(dataset, recipe.served, half_life=recipe.half_life)
        bodies = cycle([json.dumps({"user_id": user, "k": K, "diversity": 0.0}) for user in model.users])
        batch = _batch(model)
        with _service(Path(folder)):
            latency, busy = _latency(bodies), _busy(bodies)
    report = Report(
        name="recommender",
        dataset=dataset.name,
        protocol=f"one client on the same machine, {REQUESTS} requests to each route in turn, {PAUSE_S * 1000:g} ms "
        f"after the last answer; without a pause, the median of {RUNS} runs of {RUN_LENGTH}; one BLAS thread",
        data_sha256=dataset.sha256,
        seed=Settings().seed,
        command="make bench",
        tables=(latency, busy, batch),
    )
    for table in report.tables:
        print(f"\n{to_markdown(table)}")
    return report


def _latency(bodies: Iterator[str]) -> Table:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    times: dict[str, list[float]] = {path: [] for path in ROUTES.values()}
    for _ in range(WARM_UP + REQUESTS):
        for path, taken in times.items():
            taken.append(_seconds(partial(_post, connection, path, next(bodies))))
            time.sleep(PAUSE_S)
    ours, bare = (1000 * np.percentile(taken[WARM_UP:], PERCENTILES) for taken in times.values())
    rows = {"recommendations, ms": ours, "empty route, ms": bare, "ratio": ours / bare}
    return _table("speed", "One answer over HTTP", [f"p{percentile}" for percentile in PERCENTILES], rows)


def _busy(bodies: Iterator[str]) -> Table:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)

    def run(path: str) -> None:
        for _ in range(RUN_LENGTH):
            _post(connection, path, next(bodies))

    runs = [[_seconds(partial(run, path)) for path in ROUTES.values()] for _ in range(RUNS)]
    ours, bare = 1000 * np.median(runs, axis=0) / RUN_LENGTH
    ratio = np.median([ours / bare for ours, bare in runs])
    rows = {"recommendations, ms": [ours], "empty route, ms": [bare], "ratio": [ratio]}
    return _table("busy", "One client without a pause", ["a request"], rows)


def _batch(model: RecommenderModel) -> Table:
    users = np.arange(len(model.users))

    def ours() -> None:
        for _ in recommendations(model, users, k=K):
            pass

    with threadpool_limits(1):
        pairs = [(_seconds(ours), _seconds(lambda: _bare_numpy(model))) for _ in range(RUNS)]
    batch, bare = np.median(pairs, axis=0)
    rows = {
        "batch": [len(users) / batch],
        "bare NumPy": [len(users) / bare],
        "ratio": [np.median([bare_s / ours_s for ours_s, bare_s in pairs])],
    }
    return _table("batch", "Everybody at once", ["users a second"], rows)


def _table(name: str, title: str, columns: Sequence[str], rows: Rows) -> Table:
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


def _bare_numpy(model: RecommenderModel) -> NDArray[np.intp]:
    """The least that gives the same lists: score, blank out what was seen, partition, sort."""
    histories, n_users = model.histories, len(model.users)
    users = np.repeat(np.arange(n_users), np.diff(histories.indptr))
    seen = recency_matrix(
        users, histories.items, histories.timestamps, (n_users, len(model.items)), half_life=model.half_life
    )
    scores = model.model.score(seen)
    scores[users, histories.items] = -np.inf
    best = np.argpartition(scores, -K, axis=1)[:, -K:]
    return np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1), axis=1)


@contextmanager
def _service(folder: Path) -> Iterator[None]:
    environment = {
        **os.environ,
        "RECOMMENDER__DATA_DIR": str(folder),
        "RECOMMENDER__PORT": str(PORT),
        "RECOMMENDER__RATE_LIMIT": "1000000/second",
        "RECOMMENDER__LOG_LEVEL": "INFO",
    }
    code = (
        "from projects.recommender.settings import Settings; from shared.serving.server import serve; "
        "serve('benchmarks.recommender:app_with_empty_route', Settings())"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        try:
            _wait_until_ready(process)
            yield
        finally:
            process.send_signal(signal.SIGTERM)


def _wait_until_ready(process: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with code {process.returncode}; is port {PORT} free?")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise RuntimeError("the service did not become ready within a minute")


def _post(connection: http.client.HTTPConnection, path: str, body: str) -> None:
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
