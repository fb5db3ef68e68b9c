"""A whole service around the toy model."""

import asyncio
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.testclient import TestClient

from shared.config import ServiceSettings
from shared.monitoring import OUTCOME, Number
from shared.serving.app import Service, build_service, create_service_app
from shared.serving.model_slot import ModelSlot
from shared.serving.problems import NotFound
from tests.toy import TOY, ToyModel

SIGNALS = (OUTCOME, Number("answer", lambda prediction: prediction.payload["answer"]))


class Question(BaseModel):
    text: str
    times: int = 1


def make_slot(settings: ServiceSettings) -> ModelSlot[ToyModel]:
    return ModelSlot(settings, TOY, load=ToyModel.load, check=ToyModel.check)


def make_service(settings: ServiceSettings) -> Service:
    return build_service(TOY, settings, make_slot(settings), SIGNALS)


def make_app(service: Service) -> FastAPI:
    return create_service_app(
        service, title="Toy", description="Answers.", version="1.0.0", routers=[toy_routes(service)], web=None
    )


def client_with(settings: ServiceSettings, **changes: object) -> TestClient:
    return TestClient(make_app(make_service(settings.model_copy(update=changes))))


def toy_routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.post("/answer")
    async def answer(question: Question) -> dict[str, int]:
        serving = service.slot.current()
        service.metrics.predicted(serving.registered.version, "answered")
        with service.metrics.stage("think"):
            return {"answer": serving.model.answer}

    @router.get("/films/{film_id}")
    async def film(film_id: str) -> None:
        raise NotFound(f"No film has the id {film_id!r}.")

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("postgresql://app:hunter2@db")

    @router.get("/stored")
    def stored() -> None:
        service.store.ping()

    @router.get("/blocking")
    def blocking(seconds: float) -> None:
        time.sleep(seconds)

    @router.get("/stream")
    async def stream() -> StreamingResponse:
        async def words() -> AsyncIterator[str]:
            for word in ["one", "two", "three"]:
                yield word
                await asyncio.sleep(0.05)

        return StreamingResponse(words())

    return router
