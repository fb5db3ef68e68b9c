"""Routes of the conversation: questions, sessions, and what people think of the answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from time import perf_counter
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json, to_jsonable_python
from starlette.concurrency import run_in_threadpool

from projects.chatbot_rag import answers, schemas
from projects.chatbot_rag.answer import Answer, Searched, Turn, Written
from projects.chatbot_rag.answers import Plain
from projects.chatbot_rag.api.context import CallerDep, Context, ContextDep, model_ref
from projects.chatbot_rag.api.streaming import EventStream, NamedEvent
from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.callers import Caller
from shared.serving.model_slot import Serving
from shared.serving.problems import Unprocessable
from shared.serving.request_id import current_request_id
from shared.store import Event, Feedback, Prediction

EVENT_STREAM = "text/event-stream"
COMMENT = "comment"
"""Name of the event that holds what somebody wrote about an answer."""
EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["searched", "sentence", "answer", "problem"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
STREAMED: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {
        "description": "The answer; or, as a stream, the events searched, sentence…, and answer, whose data is the "
        "same as without a stream. An event problem ends a stream that broke.",
        "content": {EVENT_STREAM: {"itemSchema": EVENT}},
    }
}
router = APIRouter(prefix="/v1")


@dataclass(frozen=True)
class Asked:
    """A question on its way through the service."""

    body: schemas.ChatRequest
    caller: Caller
    history: tuple[Turn, ...]
    serving: Serving[Assistant]


@router.post("/chat", tags=["chat"], response_model=schemas.ChatResponse, responses=STREAMED)
async def chat(body: schemas.ChatRequest, request: Request, context: ContextDep, caller: CallerDep) -> Response:
    """Answer from the documents that the caller may see, with a quote for every sentence, or refuse and say why.

    A turn of a session is stored before its answer is complete. The answer is not validated against the schema again.
    """
    limit = context.settings.max_question_chars
    if len(body.question) > limit:
        raise Unprocessable(
            f"The question has {len(body.question)} characters, at most {limit} are read. "
            "Shorten it; a text that it is about can be added as a document."
        )
    asked = Asked(body, caller, await _history(context, body, caller), context.slot.current())
    events = _events(context, asked)
    if body.stream or EVENT_STREAM in request.headers.get("accept", ""):
        return EventStream(events)
    async with aclosing(events):
        *_, (_, answer) = [event async for event in events]
    return Response(to_json(answer), media_type="application/json")


@router.post("/sessions", tags=["sessions"], status_code=HTTPStatus.CREATED)
def create_session(context: ContextDep, caller: CallerDep) -> schemas.SessionCreated:
    """Begin a conversation. It is remembered for whoever began it, until it is deleted."""
    return schemas.SessionCreated(session_id=context.sessions.create(caller.owner))


@router.get("/sessions/{session_id}", tags=["sessions"])
def session(session_id: str, context: ContextDep, caller: CallerDep) -> schemas.SessionResponse:
    """Everything that was said."""
    turns = context.sessions.turns(session_id, caller.owner)
    return schemas.SessionResponse.model_validate({"session_id": session_id, "turns": turns}, from_attributes=True)


@router.delete("/sessions/{session_id}", tags=["sessions"], status_code=HTTPStatus.NO_CONTENT)
def delete_session(session_id: str, context: ContextDep, caller: CallerDep) -> None:
    """Forget a conversation."""
    context.sessions.delete(session_id, caller.owner)


@router.post(
    "/feedback",
    tags=["feedback"],
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.OK: {"model": schemas.FeedbackResponse, "description": "The event was known already"}},
)
def give_feedback(
    body: schemas.FeedbackEvent, context: ContextDep, caller: CallerDep, response: Response
) -> schemas.FeedbackResponse:
    """Record whether an answer helped. It is stored before the answer (201), the comment first.

    So a comment is never lost; sent again after an error, it may be there twice, under one event id.
    """
    if body.comment:
        payload = {"event_id": body.event_id, "request_id": body.request_id, "comment": body.comment}
        context.service.store.add_events([Event(name=COMMENT, subject=caller.owner, payload=payload)])
    record = Feedback(
        event_id=body.event_id,
        subject=caller.owner,
        item=body.request_id,
        kind=body.kind,
        occurred_at=datetime.now(UTC),
        request_id=body.request_id,
    )
    [recorded] = context.service.store.add_feedback([record])
    if not recorded:
        response.status_code = HTTPStatus.OK
    return schemas.FeedbackResponse(event_id=body.event_id, recorded=recorded)


async def _history(context: Context, body: schemas.ChatRequest, caller: Caller) -> tuple[Turn, ...]:
    limit = context.settings.max_turns
    if body.session_id is None:
        return tuple(Turn(turn.role, turn.content) for turn in body.history[-limit:])
    return await run_in_threadpool(context.sessions.history, body.session_id, caller.owner, limit=limit)


async def _events(context: Context, asked: Asked) -> AsyncGenerator[NamedEvent]:
    """Yield what the assistant does, as the API shows it; the turn is stored before the answer is shown."""
    started, outcome, payload = perf_counter(), "abandoned", Plain()
    events = asked.serving.model.answer(asked.body.question, asked.history, asked.caller.access)
    try:
        with context.service.metrics.stage("answer"):
            async with aclosing(events):
                async for event in events:
                    match event:
                        case Searched():
                            searched = event
                            yield "searched", answers.plain_searched(event)
                        case Written():
                            yield "sentence", answers.plain_written(event)
                        case Answer():
                            whole = _whole(asked, searched, event)
                            await _remember(context, asked, event, whole)
                            outcome, payload = _outcome(event), _measures(event, searched)
                            yield "answer", whole
    except Exception:
        outcome = "failed"
        raise
    finally:
        _record(context, asked, outcome, {**payload, "milliseconds": round((perf_counter() - started) * 1000, 1)})


def _whole(asked: Asked, searched: Searched, answer: Answer) -> Plain:
    trace = answers.plain_trace(
        searched.hits, searched.stages, searched.index_version, searched.index_revision, searched.degraded
    )
    return {
        "request_id": current_request_id(),
        **answers.plain_answer(answer),
        "session_id": asked.body.session_id,
        "trace": trace if asked.body.trace else None,
        "model": model_ref(asked.serving),
    }


async def _remember(context: Context, asked: Asked, answer: Answer, whole: Plain) -> None:
    """Store the turn, without the trace: passages may change, and only the answer was promised."""
    if asked.body.session_id is None:
        return
    stored = to_jsonable_python({**whole, "trace": None})
    turn = (asked.body.session_id, asked.caller.owner, asked.body.question, answers.spoken(answer), stored)
    await run_in_threadpool(context.sessions.append, *turn)


def _outcome(answer: Answer) -> str:
    return answer.status if answer.refusal is None else f"{answer.status}:{answer.refusal}"


def _measures(answer: Answer, searched: Searched) -> Plain:
    """What may be kept of an answer: numbers and names of parts, no text."""
    return {
        "confidence": answer.confidence,
        "writer": answer.writer,
        "cached": answer.cached,
        "rewritten": answer.rewritten,
        "sentences": len(answer.sentences),
        "citations": len(answer.citations),
        "dropped_sentences": answer.dropped_sentences,
        "passages": len(searched.hits),
        "stages": dict(searched.stages),
        "degraded": searched.degraded is not None,
    }


def _record(context: Context, asked: Asked, outcome: str, payload: Plain) -> None:
    version = asked.serving.registered.version
    context.service.metrics.predicted(version, outcome)
    context.service.journal.add(
        Prediction(
            request_id=current_request_id(),
            model_version=version,
            outcome=outcome,
            subject=asked.caller.owner,
            payload=payload,
        )
    )
