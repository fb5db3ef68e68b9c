"""The application factory that all services share.

A project gives its routes, its model slot and its store; it gets the conventions of the house: problem answers,
request ids, keys, limits, a bounded queue, deadlines, health, metrics, pages, and an orderly start and end.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from shared.config import ServiceSettings, database_url
from shared.logging import configure_logging, get_logger
from shared.monitoring import DriftMonitor, Signal
from shared.serving.access_log import AccessLogMiddleware
from shared.serving.admission import Admission, AdmissionMiddleware
from shared.serving.api_keys import ApiKeyMiddleware
from shared.serving.body_limit import BodyLimitMiddleware
from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.deadline import DeadlineMiddleware
from shared.serving.limiter import Limiter
from shared.serving.metrics import Metrics
from shared.serving.model_slot import ModelSlot
from shared.serving.pages import add_pages
from shared.serving.problems import MEDIA_TYPE, ProblemDetails, install_handlers
from shared.serving.rate_limit import RateLimitMiddleware
from shared.serving.request_id import RequestIdMiddleware
from shared.serving.security_headers import SecurityHeadersMiddleware
from shared.serving.status import status_router
from shared.store import Journal, Store, StoreUnavailable

log = get_logger(__name__)
MIGRATE_SECONDS = 30.0
"""A database that was away at the start gets its tables this soon after it is back."""

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": ProblemDetails.model_json_schema()}},
    }
    for status in (400, 401, 404, 413, 415, 422, 429, 503, 504)
}


@dataclass(frozen=True)
class Poll:
    """Blocking work that keeps something fresh: done once before the first request, then every ``seconds``."""

    work: Callable[[], object]
    seconds: float


def until_done(work: Callable[[], object]) -> Callable[[], None]:
    """Return what works until it succeeds once, and then does nothing."""
    done = False

    def attempt() -> None:
        nonlocal done
        if not done:
            work()
            done = True

    return attempt


@dataclass
class Service:
    """What a service is made of. A project adds polls of its own before the application starts."""

    name: str
    settings: ServiceSettings
    slot: ModelSlot[Any]
    store: Store
    journal: Journal
    metrics: Metrics
    admission: Admission
    drift: DriftMonitor
    polls: list[Poll] = field(default_factory=list)


def build_service(
    name: str, settings: ServiceSettings, slot: ModelSlot[Any], signals: Sequence[Signal[Any]]
) -> Service:
    """Put the parts together; nothing is opened or started yet, except the journal's thread.

    ``signals`` are what is watched for drift in the answers that the service records.
    """
    configure_logging(settings)
    store = Store(database_url(settings, name), service=name)
    drift = DriftMonitor(store, signals, window=settings.drift_window, version=lambda: _version(slot))
    service = Service(
        name=name,
        settings=settings,
        slot=slot,
        store=store,
        journal=Journal(store, capacity=settings.journal_capacity),
        metrics=Metrics(name),
        admission=Admission(settings.max_concurrency, settings.max_queue),
        drift=drift,
        polls=[
            Poll(_migration(store), MIGRATE_SECONDS),
            Poll(slot.refresh, settings.model_poll_seconds),
            Poll(drift.refresh, settings.drift_poll_seconds),
        ],
    )
    _export(service)
    return service


def create_service_app(
    service: Service, *, title: str, description: str, version: str, routers: Sequence[APIRouter], web: Path | None
) -> FastAPI:
    """Build the FastAPI application of one service."""
    app = FastAPI(
        title=title,
        description=description,
        version=version,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(service),
        middleware=_middleware(service),
        telemetry=TelemetryConfig(tracing=False, logs=False, meter_provider=service.metrics.provider),
    )
    install_handlers(app)
    app.include_router(status_router(service.slot, service.metrics, service.drift), responses=PROBLEMS)
    for router in routers:
        app.include_router(router, responses=PROBLEMS)
    add_pages(app, web)
    return app


def _middleware(service: Service) -> list[Middleware]:
    """Outermost first: what is cheap and refuses comes before what holds a slot."""
    settings = service.settings
    limiter = Limiter(settings.rate_limit, settings.rate_limit_storage)
    return [
        Middleware(RequestIdMiddleware),
        Middleware(SecurityHeadersMiddleware),
        Middleware(AccessLogMiddleware),
        Middleware(CatchErrorsMiddleware),
        Middleware(ApiKeyMiddleware, keys=settings.api_keys, limiter=limiter),
        Middleware(RateLimitMiddleware, limiter=limiter),
        Middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes),
        Middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes),
        Middleware(DeadlineMiddleware, seconds=settings.deadline_seconds),
        Middleware(AdmissionMiddleware, admission=service.admission),
    ]


def _lifespan(service: Service) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stopping = asyncio.Event()
        tasks: list[asyncio.Task[None]] = []
        try:
            for poll in service.polls:
                await asyncio.to_thread(_attempt, poll)
            tasks += [asyncio.create_task(_repeat(poll, stopping)) for poll in service.polls]
            yield
        finally:
            stopping.set()
            await asyncio.gather(*tasks)
            await asyncio.to_thread(service.journal.close)
            service.store.close()
            service.metrics.close()

    return lifespan


async def _repeat(poll: Poll, stopping: asyncio.Event) -> None:
    """Work until told to stop, and never leave a thread at work behind: it would use what is closed next."""
    while not stopping.is_set():
        try:
            await asyncio.wait_for(stopping.wait(), poll.seconds)
        except TimeoutError:
            await asyncio.to_thread(_attempt_again, poll)


def _migration(store: Store) -> Callable[[], None]:
    """Bring the tables up to date once; after that only when they are gone."""
    done = False

    def migrate() -> None:
        nonlocal done
        try:
            store.ping()
        except StoreUnavailable:
            done = False
        if not done:
            store.migrate()
            done = True

    return migrate


def _attempt(poll: Poll) -> None:
    """A database that is away must neither keep the service from starting nor end its polls."""
    try:
        poll.work()
    except StoreUnavailable as exc:
        log.warning("store_unavailable", reason=str(exc))


def _attempt_again(poll: Poll) -> None:
    """What would have kept the service from starting must not end the polls of one that runs."""
    try:
        _attempt(poll)
    except Exception as exc:
        log.error("poll_failed", exc_info=exc)


def _version(slot: ModelSlot[Any]) -> str | None:
    return None if slot.loaded is None else slot.loaded.registered.version


def _export(service: Service) -> None:
    metrics, slot, admission, journal = service.metrics, service.slot, service.admission, service.journal

    def model_labels() -> dict[str, str] | None:
        serving = slot.loaded
        return None if serving is None else {"model": slot.name, "version": serving.registered.version}

    metrics.info("ml_model_info", "The model that answers.", model_labels)
    metrics.gauge("ml_queue_size", "Requests that wait for a slot.", lambda: admission.waiting)
    metrics.counter("ml_model_refresh_failures", "Champions that could not be taken over.", lambda: slot.failures)
    metrics.counter(
        "ml_journal_dropped", "Prediction rows lost because the database was away.", lambda: journal.dropped
    )
    metrics.gauge("ml_journal_pending", "Prediction rows not in the database yet.", lambda: journal.pending)
    metrics.gauge(
        "ml_slo_latency_seconds", "Target of the 99th percentile.", lambda: service.settings.slo_latency_seconds
    )
    metrics.gauges("ml_drift_score", "Distance of the latest answers from the model's first.", service.drift.scores)
    metrics.gauges("ml_drift_threshold", "What counts as drift at this many answers.", service.drift.thresholds)
    metrics.gauges("ml_drift_status", "1: drifted, 0: stable, -1: too few answers to say.", service.drift.statuses)
