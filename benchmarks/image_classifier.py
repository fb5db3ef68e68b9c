"""What the image classifier adds to its bare model, and what batching is worth. Takes about a minute."""

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
from fastapi import FastAPI, Request
from numpy.typing import NDArray

from benchmarks.service import PERCENTILES, WARM_UP, latencies, milliseconds, seconds, service, table
from projects.image_classifier.api import create_app
from projects.image_classifier.classify import Classifier, sample_files
from projects.image_classifier.settings import SERVICE, SHIPPED, Settings
from projects.image_classifier.train import first_champion
from shared.evaluation import Report, Table, to_markdown

PORT = 8904
ROUTES = ("/v1/classify", "/v1/empty")
REQUESTS = 2000
PAUSE_S = 0.002
CLIENTS = 32
RUN_SECONDS = 4.0
RUNS = 5
BATCHES = (1, 8, 32)
APP = "benchmarks.image_classifier:app_with_empty_route"


def app_with_empty_route() -> FastAPI:
    """The service as it is, and one route more that reads the same body and does nothing."""
    app = create_app()

    @app.post("/v1/empty")
    async def empty(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    return app


def main() -> Report:
    """Measure, print and return what was measured."""
    classifier = Classifier.load(SHIPPED)
    files = [file.read_bytes() for file in sample_files().values()]
    pixels = np.stack([classifier.read(file, max_pixels=Settings().max_pixels) for file in files])
    with tempfile.TemporaryDirectory() as folder:
        first_champion(Settings(data_dir=Path(folder)))
        report = Report(
            name=SERVICE,
            dataset="the samples of the service",
            protocol=f"clients on the same machine; one: {REQUESTS} requests to each route in turn, {PAUSE_S * 1000:g} "
            f"ms after the last answer; {CLIENTS}: the median of {RUNS} runs of {RUN_SECONDS:g} s; one model thread",
            data_sha256=classifier.model.description.data_sha256,
            seed=Settings().seed,
            command="make bench",
            tables=(
                _latency(folder, files, classifier, pixels),
                _throughput(folder, files, classifier, pixels),
                _model(classifier, pixels),
            ),
        )
    for measured in report.tables:
        print(f"\n{to_markdown(measured)}")
    return report


def _latency(folder: str, files: Sequence[bytes], classifier: Classifier, pixels: NDArray[np.uint8]) -> Table:
    with service(APP, SERVICE, PORT, data_dir=folder):
        ours, empty = latencies(PORT, ROUTES, cycle(files), requests=REQUESTS, pause_s=PAUSE_S, media="image/png")
    runs = [seconds(partial(classifier.model.logits, row[None])) for row in _repeated(pixels)]
    bare = milliseconds(runs[WARM_UP:])
    rows = {
        "classify, ms": ours,
        "empty route, ms": empty,
        "model alone, ms": bare,
        "classify over the model": ours / bare,
        "classify over empty route and model": ours / (empty + bare),
    }
    return table("speed", "One picture over HTTP", [f"p{percentile}" for percentile in PERCENTILES], rows)


def _repeated(pixels: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    return [pixels[index % len(pixels)] for index in range(WARM_UP + REQUESTS)]


def _throughput(folder: str, files: Sequence[bytes], classifier: Classifier, pixels: NDArray[np.uint8]) -> Table:
    rates: dict[str, list[float]] = {}
    for name, max_batch in (("service", 32), ("service, one at a time", 1)):
        with service(APP, SERVICE, PORT, data_dir=folder, max_batch=max_batch):
            rates[name] = [_asked_by_many("/v1/classify", files) for _ in range(RUNS)]
            if max_batch > 1:
                rates["empty route"] = [_asked_by_many("/v1/empty", files) for _ in range(RUNS)]
    full = np.resize(pixels, (BATCHES[-1], *pixels.shape[1:]))
    rates["model alone, in batches"] = [_pictures_a_second(classifier, full) for _ in range(RUNS)]
    medians = {name: float(np.median(values)) for name, values in rates.items()}
    ratios = {
        "service over one at a time": medians["service"] / medians["service, one at a time"],
        "service over the model alone": medians["service"] / medians["model alone, in batches"],
        "service over the empty route": medians["service"] / medians["empty route"],
    }
    rows = {name: [value] for name, value in {**medians, **ratios}.items()}
    return table("throughput", f"{CLIENTS} clients", ["pictures a second"], rows)


def _model(classifier: Classifier, pixels: NDArray[np.uint8]) -> Table:
    rows = {}
    for size in BATCHES:
        batch = np.resize(pixels, (size, *pixels.shape[1:]))
        rate = float(np.median([_pictures_a_second(classifier, batch) for _ in range(RUNS)]))
        rows[f"{size} at a time"] = [rate]
    return table("model", "The model alone", ["pictures a second"], rows)


def _pictures_a_second(classifier: Classifier, batch: NDArray[np.uint8]) -> float:
    classifier.model.logits(batch)
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < RUN_SECONDS / 4:
        classifier.model.logits(batch)
        done += len(batch)
    return done / (time.perf_counter() - started)


def _asked_by_many(path: str, files: Sequence[bytes]) -> float:
    """Pictures a second that a process of CLIENTS clients gets through; each waits for its answer."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_clients, (path, files))


def _clients(path: str, files: Sequence[bytes]) -> float:
    return asyncio.run(_ask(path, files))


async def _ask(path: str, files: Sequence[bytes]) -> float:
    requests = [_request(path, file) for file in files]
    deadline = time.perf_counter() + RUN_SECONDS
    started = time.perf_counter()
    counts = await asyncio.gather(*(_client(requests, number, deadline) for number in range(CLIENTS)))
    return sum(counts) / (time.perf_counter() - started)


def _request(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _client(requests: Sequence[bytes], number: int, deadline: float) -> int:
    """Ask until the deadline; a client as small as can be, since it shares the machine with the service."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    done = 0
    while time.perf_counter() < deadline:
        writer.write(requests[(number + done) % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode("latin-1").split("\r\n", 1)[0])
        await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n", 1)[0]))
        done += 1
    writer.close()
    return done
