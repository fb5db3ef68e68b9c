"""The application: its parts put together, started and closed in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from projects.resume_screener.api import audits, decisions, jobs, parsing, ranking, resumes
from projects.resume_screener.api.context import Context
from projects.resume_screener.api.errors import install
from projects.resume_screener.configured import limits, open_archive
from projects.resume_screener.reading import Readers
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.signals import SIGNALS
from projects.resume_screener.store import Cipher
from shared.serving.app import Poll, build_service, create_service_app, until_done
from shared.serving.model_slot import ModelSlot

DESCRIPTION = "Resumes, ranked against a job: with the sentences that prove it, what is missing, and no names."
WEB = Path(__file__).resolve().parents[1] / "web"
RETRY_SECONDS = 30.0
PURGE_SECONDS = 3_600.0
ROUTERS = (parsing.router, ranking.router, jobs.router, resumes.router, decisions.router, audits.router)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service; settings come from the environment unless given."""
    settings = settings or Settings()
    slot = ModelSlot(settings, SERVICE, load=partial(Screener.load, threads=settings.threads), check=Screener.check)
    service = build_service(SERVICE, settings, slot, SIGNALS)
    cipher = Cipher(settings.storage_key)
    archive = open_archive(settings, cipher)
    readers = Readers(limits(settings), settings.readers)
    executor = ThreadPoolExecutor(settings.readers, thread_name_prefix="reader")

    @asynccontextmanager
    async def working(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)
            await asyncio.to_thread(readers.close)
            archive.close()

    service.polls.insert(0, Poll(until_done(archive.migrate), RETRY_SECONDS))
    service.polls.append(Poll(archive.resumes.purge, PURGE_SECONDS))
    app = create_service_app(
        service,
        title="Resume screener",
        description=DESCRIPTION,
        version="1.0.0",
        routers=[*ROUTERS, APIRouter(lifespan=working)],
        web=WEB,
    )
    install(app)
    app.state.context = Context(settings, service, slot, archive, cipher, readers, executor)
    return app
