"""The application: its parts put together, started and closed in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from projects.chatbot_rag.api import chat, library
from projects.chatbot_rag.api.context import Context
from projects.chatbot_rag.api.errors import install
from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.callers import admit_principals
from projects.chatbot_rag.configured import limits, open_catalogue, open_vectors, read_corpus
from projects.chatbot_rag.index import Index
from projects.chatbot_rag.ingest.isolated import read_in_child
from projects.chatbot_rag.jobs import Worker
from projects.chatbot_rag.sessions import Sessions
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.signals import SIGNALS
from projects.chatbot_rag.store import Catalogue
from shared.logging import get_logger
from shared.serving.app import Poll, build_service, create_service_app, until_done
from shared.serving.metrics import Metrics
from shared.serving.model_slot import ModelSlot

DESCRIPTION = "Answers from documents, with a quote for every sentence; or that the documents do not say."
WEB = Path(__file__).resolve().parents[1] / "web"
RETRY_SECONDS = 30.0
log = get_logger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service; settings come from the environment unless given."""
    settings = admit_principals(settings or Settings())
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    load = partial(Assistant.load, settings=settings, catalogue=catalogue, vectors=vectors)
    slot = ModelSlot(settings, SERVICE, load=load, check=Assistant.check)
    service = build_service(SERVICE, settings, slot, SIGNALS)

    def index() -> Index | None:
        return None if slot.loaded is None else slot.loaded.model.index

    _export(service.metrics, index)
    read = partial(read_in_child, limits=limits(settings))
    worker = Worker(catalogue, read, index, seconds=settings.job_seconds)

    @asynccontextmanager
    async def working(_app: FastAPI) -> AsyncIterator[None]:
        worker.start()
        try:
            yield
        finally:
            await asyncio.to_thread(worker.stop)
            vectors.close()
            catalogue.close()

    # The assistant's index needs the tables: they come before the first model.
    service.polls.insert(0, Poll(until_done(catalogue.migrate), RETRY_SECONDS))
    service.polls.append(Poll(until_done(partial(_read_corpus, settings, catalogue)), RETRY_SECONDS))
    service.polls.append(Poll(partial(_refresh, index), settings.index_poll_seconds))
    app = create_service_app(
        service,
        title="Document assistant",
        description=DESCRIPTION,
        version="1.0.0",
        routers=[chat.router, library.router, APIRouter(lifespan=working)],
        web=WEB,
    )
    install(app)
    app.state.context = Context(settings, service, slot, catalogue, Sessions(catalogue.database), worker)
    return app


def _export(metrics: Metrics, index: Callable[[], Index | None]) -> None:
    def chunks() -> int:
        return 0 if (held := index()) is None else len(held.snapshot.chunks)

    def degraded() -> int:
        return int((held := index()) is not None and held.degraded is not None)

    metrics.gauge("ml_index_chunks", "Passages that searches see.", chunks)
    metrics.gauge("ml_index_degraded", "1 while searches do without vectors.", degraded)


def _refresh(index: Callable[[], Index | None]) -> None:
    """Take over what other replicas have changed."""
    if (held := index()) is not None:
        held.refresh()


def _read_corpus(settings: Settings, catalogue: Catalogue) -> None:
    """Read the folder of the start; the worker brings what has changed into the index."""
    ingested = read_corpus(settings, catalogue)
    stored, removed, unreadable = len(ingested.stored), len(ingested.removed), len(ingested.unreadable)
    log.info("corpus_read", stored=stored, removed=removed, unreadable=unreadable)
