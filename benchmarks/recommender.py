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
from typing import Any

import numpy as np
from fastapi import FastAPI
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

PORT = 8902
REQUESTS = 3000
WARM_UP = 200
BATCH_RUNS = 7
K = 10


def app_with_empty_route() -> FastAPI:
    """The service as it is, and one route more that reads the same body and does nothing."""
    app = create_app()

    @app.post("/v1/empty")
    async def empty(body: RecommendationRequest) -> dict[str, int]:
        return {"k": body.k}

    return app


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        dataset = load_dataset(Settings())
        recipe = Recipe.read()
        challenge(settings, dataset, recipe)
        model = RecommenderModel.fit(dataset, recipe.served, half_life=recipe.half_life)
        print(f"\nrecommender on {dataset.name}: {len(model.users)} users, {len(model.items)} items")
        _print_batch(model)
        with _service(Path(folder)):
            _print_route(model)


def _print_route(model: RecommenderModel) -> None:
    users = [{"user_id": user, "k": K, "diversity": 0.0} for user in model.users]
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    real, empty = [], []
    for number in range(WARM_UP + REQUESTS):
        body = json.dumps(users[number % len(users)])
        real.append(_milliseconds(connection, "/v1/recommendations", body))
        empty.append(_milliseconds(connection, "/v1/empty", body))
    print(f"{'one client, ms':<24}{'p50':>8}{'p95':>8}{'p99':>8}")
    percentiles = [np.percentile(times[WARM_UP:], (50, 95, 99)) for times in (real, empty)]
    for name, row in zip(("POST /v1/recommendations", "POST /v1/empty"), percentiles, strict=True):
        print(f"{name:<24}" + "".join(f"{value:8.2f}" for value in row))
    print(f"{'ratio':<24}" + "".join(f"{a / b:8.2f}" for a, b in zip(*percentiles, strict=True)))


def _print_batch(model: RecommenderModel) -> None:
    users = np.arange(len(model.users))

    def ours() -> None:
        for _ in recommendations(model, users, k=K):
            pass

    with threadpool_limits(1):
        pairs = [(_seconds(ours), _seconds(lambda: _bare_numpy(model))) for _ in range(BATCH_RUNS)]
    ratio = np.median([bare / batch for batch, bare in pairs])
    batch, bare = np.median(pairs, axis=0)
    print(f"batch, users per second: {len(users) / batch:,.0f}; bare NumPy {len(users) / bare:,.0f}; ratio {ratio:.2f}")


def _bare_numpy(model: RecommenderModel) -> Any:  # noqa: ANN401
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
