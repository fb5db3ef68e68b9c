"""A real service over real HTTP, small enough to break in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry, Counter, generate_latest
from pydantic import BaseModel
from starlette.responses import HTMLResponse, JSONResponse

from shared.smoke.durable import Durable
from shared.smoke.services import Service
from tests.running import free_port
from tests.waiting import await_true

DOCUMENTED_PORT = 8009


class Note(BaseModel):
    note_id: str
    text: str


@dataclass
class Toy:
    """What the toy service has, and how it misbehaves."""

    url: str
    notes: dict[str, str] = field(default_factory=dict)
    status: int = 201
    counts: bool = True
    seen: list[str] = field(default_factory=list)
    gauges: dict[str, dict[str, float]] = field(default_factory=dict)
    model: str | None = None
    champion: str | None = None
    targets: list[dict[str, object]] = field(default_factory=list)

    def service(self, answers: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Service:
        port = int(self.url.rpartition(":")[2])
        return Service(
            name="toy",
            url=self.url,
            port=port,
            documented_port=DOCUMENTED_PORT,
            variable="TOY__PORT",
            example=f"curl -s {self.url}/v1/answer",
            headers=headers or {},
            answers=answers or {},
            durable=(Durable("note", "/v1/notes", {"text": "{key}"}, found_at="/v1/notes/{note_id}"),),
        )


def _app(toy: Toy) -> FastAPI:
    app, registry = FastAPI(), CollectorRegistry()
    predictions = Counter("ml_predictions", "Answers.", registry=registry)

    @app.get("/v1/answer")
    def answer(request: Request) -> dict[str, int]:
        toy.seen.append(request.headers.get("X-API-Key", ""))
        predictions.inc(toy.counts)
        return {"answer": 42}

    @app.get("/v1/misshapen", response_model=Note)
    def misshapen() -> Response:
        return JSONResponse({"note_id": "1"})

    @app.get("/v1/gone", responses={410: {}})
    def gone() -> Response:
        return JSONResponse({"detail": "it is gone"}, status_code=410)

    @app.post("/v1/notes", status_code=201)
    def add(note: dict[str, str]) -> Response:
        if toy.status != 201:
            return JSONResponse({"detail": "the database is away"}, status_code=toy.status)
        note_id = str(len(toy.notes))
        toy.notes[note_id] = note["text"]
        return JSONResponse({"note_id": note_id, "text": note["text"]}, status_code=201)

    @app.get("/v1/notes/{note_id}")
    def note(note_id: str) -> Note:
        return Note(note_id=note_id, text=toy.notes[note_id])

    @app.get("/v1/model")
    def model() -> Response:
        described = {"version": toy.model, "source": "registry", "trained_at": "2026-01-01T00:00:00Z"}
        return JSONResponse(described, status_code=200 if toy.model else 503)

    @app.get("/api/2.0/mlflow/registered-models/alias")
    def alias() -> Response:
        found = {"model_version": {"version": toy.champion}}
        return JSONResponse(found, status_code=200 if toy.champion else 404)

    @app.get("/api/v1/targets")
    def targets() -> dict[str, object]:
        return {"data": {"activeTargets": toy.targets}}

    @app.get("/", response_class=HTMLResponse)
    def page() -> str:
        return "<title>Toy</title>"

    @app.get("/health/ready")
    @app.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/metrics")
    def metrics() -> Response:
        gauges = [
            f'{name}{{feature="{feature}"}} {value}\n'
            for name, features in toy.gauges.items()
            for feature, value in features.items()
        ]
        return Response(generate_latest(registry) + "".join(gauges).encode(), media_type="text/plain")

    return app


@pytest.fixture
def toy() -> Iterator[Toy]:
    port = free_port()
    toy = Toy(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(_app(toy), port=port, log_config=None))
    thread = Thread(target=server.run)
    thread.start()
    await_true(lambda: server.started)
    yield toy
    server.should_exit = True
    thread.join()
