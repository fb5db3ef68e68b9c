"""Routes that say how the service is: liveness, readiness, metrics, which model answers, and whether it drifts."""

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from shared.monitoring import DriftMonitor, DriftReport
from shared.serving.metrics import CONTENT_TYPE, Metrics
from shared.serving.model_slot import ModelSlot


class Health(BaseModel):
    """``ok`` or an error answer; there is nothing between."""

    status: Literal["ok"] = "ok"


class ModelInfo(BaseModel):
    """The model that answers now."""

    name: str
    version: str
    alias: Literal["champion"] = "champion"
    run_id: str
    data_sha256: str
    code_version: str
    trained_at: datetime
    metrics: dict[str, float]
    size_bytes: int
    loaded_at: datetime
    source: Literal["registry", "disk"]


def status_router(slot: ModelSlot[Any], metrics: Metrics, monitor: DriftMonitor) -> APIRouter:
    """Build the routes of one service."""
    router = APIRouter()

    @router.get("/health/live", tags=["status"])
    async def live() -> Health:
        """The process runs. Restart it when this fails."""
        return Health()

    @router.get("/health/ready", tags=["status"])
    async def ready() -> Health:
        """A model is loaded and has answered a sample: send traffic.

        The database has no say: one that is away would take out every replica, and answers do not need it.
        """
        slot.current()
        return Health()

    @router.get("/metrics", include_in_schema=False)
    def prometheus() -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE)

    @router.get("/v1/model", tags=["model"])
    async def model() -> ModelInfo:
        """Name, version, data and quality of the model that answers."""
        serving = slot.current()
        return ModelInfo(
            **serving.registered.model_dump(exclude={"manifest_sha256"}),
            size_bytes=serving.size_bytes,
            loaded_at=serving.loaded_at,
            source=serving.source,
        )

    @router.get("/v1/drift", tags=["model"])
    async def drift() -> DriftReport:
        """How far the latest answers are from the first ones of the same model, feature by feature."""
        return monitor.latest

    return router
