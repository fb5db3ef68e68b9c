"""What the routes work with, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.callers import Caller, identify
from projects.chatbot_rag.jobs import Worker
from projects.chatbot_rag.schemas import ModelRef
from projects.chatbot_rag.sessions import Sessions
from projects.chatbot_rag.settings import Settings
from projects.chatbot_rag.store import Catalogue
from shared.serving.api_keys import HEADER
from shared.serving.app import Service
from shared.serving.model_slot import ModelSlot, Serving


@dataclass(frozen=True)
class Context:
    """What the routes work with."""

    settings: Settings
    service: Service
    slot: ModelSlot[Assistant]
    catalogue: Catalogue
    sessions: Sessions
    worker: Worker


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


ContextDep = Annotated[Context, Depends(_context)]


async def _caller(request: Request, context: ContextDep) -> Caller:
    return identify(request.headers.get(HEADER), context.settings)


CallerDep = Annotated[Caller, Depends(_caller)]


def model_ref(serving: Serving[Assistant]) -> ModelRef:
    """Which model answers."""
    return ModelRef(name=serving.registered.name, version=serving.registered.version)
