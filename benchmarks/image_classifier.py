"""What the image classifier adds to its bare model, and what batching is worth. Takes about a minute."""

import asyncio
import http.client
import multiprocessing
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from fastapi import FastAPI, Request, Response
from numpy.typing import NDArray
from pydantic_core import to_json

from benchmarks.service import PERCENTILES, WARM_UP, Client, latencies, milliseconds, request, seconds, service, table
from projects.image_classifier.answers import plain_verdict
from projects.image_classifier.api import create_app
from projects.image_classifier.classify import Classifier, sample_files
from projects.image_classifier.settings import SERVICE, SHIPPED, Settings
from projects.image_classifier.train import first_champion
from shared.evaluation import Report, Table, to_markdown

PORT, PLAIN_PORT = 8904, 8905
REQUESTS = 2000
PAUSE_S = 0.002
CLIENTS = 32
RUN_SECONDS = 4.0
RUNS = 5
BATCHES = (1, 8, 32)
CORES = os.cpu_count() or 1
SERVED, ONE_BY_ONE, EMPTY, ALONE = "service", "one at a time", "empty route", "model alone, in batches"
FORMS, LEAST = "service, 8 a request", "empty route and model"
IN_FORM = 8
APP = "benchmarks.image_classifier:app_with_empty_route"
PLAIN_APP = "benchmarks.image_classifier:plain_app"


def app_with_empty_route() -> FastAPI:
    """The service as it is, a route that reads the same body and does nothing, and the processor time of it all."""
    app = create_app()

    @app.post("/v1/empty")
    async def empty(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @app.get("/v1/cpu")
    async def cpu() -> float:
        return time.process_time()

    return app


def plain_app() -> FastAPI:
    """FastAPI and the model, which answers on the event loop. No limit, no thread, no metric, no log, no record."""
    classifier, max_pixels = Classifier.load(SHIPPED), Settings().max_pixels
    app = FastAPI()

    @app.get("/health/ready")
    async def ready() -> None:
        return None

    @app.post("/classify")
    async def classify(request: Request) -> Response:
        pixels = classifier.read(await request.body(), max_pixels=max_pixels)
        [verdict] = classifier.classify(pixels[None])
        return Response(to_json(plain_verdict(classifier.labels, verdict, "")), media_type="application/json")

    return app


@dataclass(frozen=True)
class Load:
    """What clients got out of the service: pictures a second, and the CPU time a picture of both sides, in ms."""

    rate: float
    service_ms: float
    clients_ms: float


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
                *_throughput(folder, files, classifier, pixels),
                _model(classifier, pixels),
            ),
        )
    for measured in report.tables:
        print(f"\n{to_markdown(measured)}")
    return report


def _latency(folder: str, files: Sequence[bytes], classifier: Classifier, pixels: NDArray[np.uint8]) -> Table:
    with service(APP, SERVICE, PORT, data_dir=folder), service(PLAIN_APP, SERVICE, PLAIN_PORT):
        ours, plain = Client(PORT), Client(PLAIN_PORT)
        routes = ((ours, "/v1/classify"), (ours, "/v1/empty"), (plain, "/classify"))
        asks = [partial(client.post, path, media="image/png") for client, path in routes]
        classify, empty, plainly = latencies(asks, cycle(files), requests=REQUESTS, pause_s=PAUSE_S)
    bare = milliseconds(_alone(classifier, pixels)[WARM_UP:])
    rows = {
        "classify, ms": classify,
        "empty route, ms": empty,
        "plain FastAPI, ms": plainly,
        "model alone, ms": bare,
        "classify over the model": classify / bare,
        "plain FastAPI over the model": plainly / bare,
        "classify over empty route and model": classify / (empty + bare),
    }
    return table("speed", "One picture over HTTP", [f"p{percentile}" for percentile in PERCENTILES], rows)


def _alone(classifier: Classifier, pixels: NDArray[np.uint8]) -> list[float]:
    """Seconds that the bare model takes for a picture, asked in the rhythm in which the service is."""
    taken = []
    for index in range(WARM_UP + REQUESTS):
        time.sleep(PAUSE_S)
        taken.append(seconds(partial(classifier.model.logits, pixels[index % len(pixels), None])))
    return taken


def _throughput(folder: str, files: Sequence[bytes], classifier: Classifier, pixels: NDArray[np.uint8]) -> list[Table]:
    loads: dict[str, Load] = {}
    for name, max_batch in ((SERVED, Settings().max_batch), (ONE_BY_ONE, 1)):
        with service(APP, SERVICE, PORT, data_dir=folder, max_batch=max_batch):
            loads[name] = _under_load([request("/v1/classify", file, "image/png") for file in files])
            if name == SERVED:
                loads[FORMS] = _under_load([_form(files)], pictures=IN_FORM)
                loads[EMPTY] = _under_load([request("/v1/empty", file, "image/png") for file in files])
    full = np.resize(pixels, (BATCHES[-1], *pixels.shape[1:]))
    alone = float(np.median([_pictures_a_second(classifier, full) for _ in range(RUNS)]))
    rates = {**{name: load.rate for name, load in loads.items()}, ALONE: alone}
    ratios = {f"service over {name}": rates[SERVED] / rates[name] for name in (ONE_BY_ONE, ALONE, EMPTY)}
    ratios[f"{FORMS} over {ALONE}"] = rates[FORMS] / rates[ALONE]
    costs = {name: [load.service_ms, load.clients_ms] for name, load in loads.items()}
    costs[ALONE] = [1000 / alone, 0.0]
    costs[LEAST] = [costs[EMPTY][0] + costs[ALONE][0], costs[EMPTY][1]]
    bounds = {name: [*cost, sum(cost), CORES * 1000 / sum(cost)] for name, cost in costs.items()}
    return [
        table(
            "throughput",
            f"{CLIENTS} clients",
            ["pictures a second"],
            {name: [value] for name, value in {**rates, **ratios}.items()},
        ),
        table(
            "cost",
            "CPU time a picture, ms",
            ["service", "clients", "both", f"pictures a second if all {CORES} cores were busy"],
            bounds,
        ),
    ]


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


def _under_load(requests: Sequence[bytes], pictures: int = 1) -> Load:
    """The median of RUNS runs of a process of CLIENTS clients, each of which waits for its answers."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        loads = [astuple(pool.apply(_clients, (requests, pictures))) for _ in range(RUNS)]
    return Load(*np.median(loads, axis=0).tolist())


def _clients(requests: Sequence[bytes], pictures: int) -> Load:
    return asyncio.run(_ask(requests, pictures))


async def _ask(requests: Sequence[bytes], pictures: int) -> Load:
    service_cpu, own_cpu, started = _cpu_of_service(), time.process_time(), time.perf_counter()
    deadline = started + RUN_SECONDS
    answers = sum(await asyncio.gather(*(_client(requests, number, deadline) for number in range(CLIENTS))))
    taken, own_cpu, done = time.perf_counter() - started, time.process_time() - own_cpu, answers * pictures
    service_cpu = _cpu_of_service() - service_cpu
    return Load(done / taken, 1000 * service_cpu / done, 1000 * own_cpu / done)


def _cpu_of_service() -> float:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.request("GET", "/v1/cpu")
    return float(connection.getresponse().read())


def _form(files: Sequence[bytes]) -> bytes:
    """A request of IN_FORM pictures."""
    part = b'--part\r\nContent-Disposition: form-data; name="files"; filename="one.png"\r\n\r\n%b\r\n'
    body = b"".join(part % file for file in islice(cycle(files), IN_FORM)) + b"--part--\r\n"
    return request("/v1/classify/batch", body, "multipart/form-data; boundary=part")


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
