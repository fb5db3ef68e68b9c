"""What the recommender adds to an empty route, and what its batch job adds to bare NumPy. Takes about a minute."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
REQUESTS = 3000
WARM_UP = 200
BATCH_RUNS = 7
K = 10
PERCENTILES = (50, 95, 99)


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
        batch = _batch(model)
        with _service(Path(folder)):
            route = _route(model)
    report = Report(
        name="recommender",
        dataset=dataset.name,
        protocol=f"one client on the same machine, {REQUESTS} requests to each route in turn; one BLAS thread",
        data_sha256=dataset.sha256,
        seed=Settings().seed,
        command="make bench",
        tables=(route, batch),
    )
    for table in report.tables:
        print(f"\n{to_markdown(table)}")
    return report


def _route(model: RecommenderModel) -> Table:
    asked = [{"user_id": user, "k": K, "diversity": 0.0} for user in model.users]
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    real, empty = [], []
    for number in range(WARM_UP + REQUESTS):
        body = json.dumps(asked[number % len(asked)])
        real.append(_milliseconds(connection, "/v1/recommendations", body))
        empty.append(_milliseconds(connection, "/v1/empty", body))
    ours, bare = (np.percentile(times[WARM_UP:], PERCENTILES) for times in (real, empty))
    names = [f"p{percentile}" for percentile in PERCENTILES]
    rows = {"recommendations, ms": ours, "empty route, ms": bare, "ratio": ours / bare}
    return Table(
        name="speed",
        title="One answer over HTTP",
        columns=tuple(Column(name=name, better="neither", decimals=2) for name in names),
        primary_metric="p99",
        rows=tuple(
            Row(name=label, metrics={name: Metric(value=v) for name, v in zip(names, values, strict=True)})
            for label, values in rows.items()
        ),
    )


def _batch(model: RecommenderModel) -> Table:
    users = np.arange(len(model.users))

    def ours() -> None:
        for _ in recommendations(model, users, k=K):
            pass

    with threadpool_limits(1):
        pairs = [(_seconds(ours), _seconds(lambda: _bare_numpy(model))) for _ in range(BATCH_RUNS)]
    batch, bare = np.median(pairs, axis=0)
    rows = {
        "batch, users a second": len(users) / batch,
        "bare NumPy, users a second": len(users) / bare,
        "ratio": np.median([bare_s / ours_s for ours_s, bare_s in pairs]),
    }
    return Table(
        name="batch",
        title="Everybody at once",
        columns=(Column(name="median", better="neither", decimals=2),),
        primary_metric="median",
        rows=tuple(Row(name=name, metrics={"median": Metric(value=value)}) for name, value in rows.items()),
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


def _milliseconds(connection: http.client.HTTPConnection, path: str, body: str) -> float:
    started = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return (time.perf_counter() - started) * 1000


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
