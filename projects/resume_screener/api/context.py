"""What the routes work with, and who is asking."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from projects.resume_screener.reading import Readers
from projects.resume_screener.schemas import ModelRef
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import Settings
from projects.resume_screener.store import Archive, Cipher
from shared.privacy import pseudonym
from shared.serving.api_keys import CALLER
from shared.serving.app import Service
from shared.serving.model_slot import ModelSlot, Serving

ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Context:
    """What the routes work with. ``executor`` has as many threads as there are readers."""

    settings: Settings
    service: Service
    slot: ModelSlot[Screener]
    archive: Archive
    cipher: Cipher
    readers: Readers
    executor: Executor

    def pseudonym(self, identifier: str) -> str:
        """What is kept in the place of somebody's name or number."""
        return pseudonym(identifier, self.settings.pseudonym_key)


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


ContextDep = Annotated[Context, Depends(_context)]


async def _caller(request: Request) -> str:
    caller: str = request.scope.get(CALLER, ANONYMOUS)
    return caller


CallerDep = Annotated[str, Depends(_caller)]
"""A digest of the API key, or that none was asked for."""


def model_ref(serving: Serving[Screener]) -> ModelRef:
    """Which model answers."""
    return ModelRef(name=serving.registered.name, version=serving.registered.version)
