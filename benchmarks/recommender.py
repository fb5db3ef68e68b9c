"""What the recommender adds to an empty route, and what its batch job adds to bare NumPy. Takes about a minute."""

import json
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
from fastapi import FastAPI
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.service import PERCENTILES, Client, latencies, seconds, service, table
from projects.recommender.api import create_app
from projects.recommender.batch import recommendations
from projects.recommender.data.configured import load_dataset
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.history import recency_matrix
from projects.recommender.recipe import Recipe
from projects.recommender.schemas import RecommendationRequest
from projects.recommender.settings import Settings
from projects.recommender.train import challenge
from shared.evaluation import Report, Table, to_markdown

PORT = 8902
ROUTES = {"recommendations": "/v1/recommendations", "empty route": "/v1/empty"}
REQUESTS = 5000
PAUSE_S = 0.002
"""Between requests, so that what a route does after its answer falls on no other request."""
RUNS = 7
RUN_LENGTH = 500
K = 10


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
        with service("benchmarks.recommender:app_with_empty_route", "recommender", PORT, data_dir=folder):
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
    for measured in report.tables:
        print(f"\n{to_markdown(measured)}")
    return report


def _latency(bodies: Iterator[str]) -> Table:
    client = Client(PORT)
    asks = [partial(client.post, path) for path in ROUTES.values()]
    ours, bare = latencies(asks, bodies, requests=REQUESTS, pause_s=PAUSE_S)
    rows = {"recommendations, ms": ours, "empty route, ms": bare, "ratio": ours / bare}
    return table("speed", "One answer over HTTP", [f"p{percentile}" for percentile in PERCENTILES], rows)


def _busy(bodies: Iterator[str]) -> Table:
    client = Client(PORT)

    def run(path: str) -> None:
        for _ in range(RUN_LENGTH):
            client.post(path, next(bodies))

    runs = [[seconds(partial(run, path)) for path in ROUTES.values()] for _ in range(RUNS)]
    ours, bare = 1000 * np.median(runs, axis=0) / RUN_LENGTH
    ratio = np.median([ours / bare for ours, bare in runs])
    rows = {"recommendations, ms": [ours], "empty route, ms": [bare], "ratio": [ratio]}
    return table("busy", "One client without a pause", ["a request"], rows)


def _batch(model: RecommenderModel) -> Table:
    users = np.arange(len(model.users))

    def ours() -> None:
        for _ in recommendations(model, users, k=K):
            pass

    with threadpool_limits(1):
        pairs = [(seconds(ours), seconds(lambda: _bare_numpy(model))) for _ in range(RUNS)]
    batch, bare = np.median(pairs, axis=0)
    rows = {
        "batch": [len(users) / batch],
        "bare NumPy": [len(users) / bare],
        "ratio": [np.median([bare_s / ours_s for ours_s, bare_s in pairs])],
    }
    return table("batch", "Everybody at once", ["users a second"], rows)


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
