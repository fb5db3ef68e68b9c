"""The image classifier's HTTP service: routes only. ``uvicorn projects.image_classifier.api:create_app --factory``."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import quote

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic_core import to_json
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from projects.image_classifier import answers, schemas
from projects.image_classifier.batching import Batcher
from projects.image_classifier.classify import Classifier, UnknownLabel, Verdict, sample_files
from projects.image_classifier.decode import UnreadableImage
from projects.image_classifier.model.bundle import Pixels
from projects.image_classifier.settings import SERVICE, Settings
from projects.image_classifier.signals import SIGNALS
from projects.image_classifier.uploads import FILES_BODY, PICTURE_BODY, files_of, picture_of
from shared.serving.app import Service, build_service, create_service_app
from shared.serving.metrics import Metrics
from shared.serving.model_slot import ModelSlot, Serving
from shared.serving.problems import NotFound, Unprocessable
from shared.serving.request_id import current_request_id
from shared.store import Feedback, Prediction

DESCRIPTION = "What a picture shows, how sure that is, and why; or that the model does not know."
ServingClassifier: TypeAlias = Serving[Classifier]


@dataclass(frozen=True)
class Context:
    """What the routes work with."""

    settings: Settings
    service: Service
    slot: ModelSlot[Classifier]
    batcher: Batcher[ServingClassifier, Verdict]


@asynccontextmanager
async def _batching(app: FastAPI) -> AsyncIterator[None]:
    yield
    await asyncio.to_thread(app.state.context.batcher.close)


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


router = APIRouter(prefix="/v1", lifespan=_batching)
ContextDep = Annotated[Context, Depends(_context)]
PictureDep = Annotated[bytes, Depends(picture_of)]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service; settings come from the environment unless given."""
    settings = settings or Settings()
    load = partial(Classifier.load, threads=settings.threads)
    slot = ModelSlot(settings, SERVICE, load=load, check=Classifier.check)
    service = build_service(SERVICE, settings, slot, SIGNALS)
    batcher = _batcher(settings, service.metrics)
    app = create_service_app(
        service,
        title="Image classifier",
        description=DESCRIPTION,
        version="1.0.0",
        routers=[router],
        web=Path(__file__).parent / "web",
    )
    app.state.context = Context(settings, service, slot, batcher)
    return app


@router.post(
    "/classify",
    tags=["classification"],
    response_model=schemas.ClassificationResponse,
    openapi_extra=PICTURE_BODY,
)
async def classify(context: ContextDep, picture: PictureDep) -> Response:
    """What one picture shows. Send a JPEG, PNG or WebP file as the body.

    The hot path: its answer is not validated against the schema again, and is recorded after it has been sent.
    """
    serving = context.slot.current()
    [outcome] = await context.batcher.answer(serving, [picture])
    if isinstance(outcome, UnreadableImage):
        raise Unprocessable(str(outcome)) from outcome
    if isinstance(outcome, BaseException):
        raise outcome
    request_id = current_request_id()
    answer = {
        **answers.plain_verdict(serving.model.labels, outcome, request_id),
        "model": _model_ref(serving),
    }
    record = BackgroundTask(_record, context, serving, [(request_id, outcome)])
    return Response(to_json(answer), media_type="application/json", background=record)


@router.post(
    "/classify/batch",
    tags=["classification"],
    response_model=schemas.BatchResponse,
    openapi_extra=FILES_BODY,
)
async def classify_batch(context: ContextDep, request: Request) -> Response:
    """What each of several pictures shows. A file that can't be read has its problem in its place."""
    serving = context.slot.current()
    files = await files_of(request, limit=context.settings.max_images)
    outcomes = await context.batcher.answer(serving, [data for _, data in files])
    results, verdicts = [], []
    for position, ((name, _), outcome) in enumerate(zip(files, outcomes, strict=True)):
        request_id = f"{current_request_id()}.{position}"
        if isinstance(outcome, UnreadableImage):
            results.append(answers.plain_result(name, None, str(outcome)))
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            verdict = answers.plain_verdict(serving.model.labels, outcome, request_id)
            results.append(answers.plain_result(name, verdict, None))
            verdicts.append((request_id, outcome))
    record = BackgroundTask(_record, context, serving, verdicts)
    content = to_json({"results": results, "model": _model_ref(serving)})
    return Response(content, media_type="application/json", background=record)


@router.post(
    "/explain",
    tags=["classification"],
    response_class=Response,
    responses={
        HTTPStatus.OK: {
            "content": {"image/png": {}},
            "description": "The picture as the model saw it, enlarged, under a heat map of what speaks for X-Label",
            "headers": {
                "X-Label": {"schema": {"type": "string"}, "description": "the class, percent-encoded UTF-8"},
                "X-Model-Version": {"schema": {"type": "string"}},
            },
        }
    },
    openapi_extra=PICTURE_BODY,
)
async def explain(
    context: ContextDep, picture: PictureDep, label: Annotated[str | None, Query(max_length=256)] = None
) -> Response:
    """Where the picture speaks for a class; by default for the most probable one."""
    serving = context.slot.current()
    try:
        shown, png = await run_in_threadpool(_explained, context, serving.model, picture, label)
    except (UnreadableImage, UnknownLabel) as exc:
        raise Unprocessable(str(exc)) from exc
    headers = {"X-Label": quote(shown, safe=" /"), "X-Model-Version": serving.registered.version}
    return Response(png, media_type="image/png", headers=headers)


@router.get("/labels", tags=["model"])
async def labels(context: ContextDep) -> schemas.LabelList:
    """The classes that the model knows."""
    serving = context.slot.current()
    return schemas.LabelList(labels=list(serving.model.labels), model=_model_ref(serving))


@router.get("/samples", tags=["samples"])
async def samples() -> schemas.SampleList:
    """Pictures to try: one of each class of Fashion-MNIST's test set."""
    return schemas.SampleList(samples=[schemas.Sample(name=name) for name in sample_files()])


@router.get(
    "/samples/{name}",
    tags=["samples"],
    response_class=FileResponse,
    responses={HTTPStatus.OK: {"content": {"image/png": {}}, "description": "The picture"}},
)
async def sample(name: str) -> FileResponse:
    """One picture to try."""
    file = sample_files().get(name)
    if file is None:
        raise NotFound(f"No sample is called {name[:100]!r}; GET /v1/samples lists them.")
    return FileResponse(file, media_type="image/png")


@router.post(
    "/feedback",
    tags=["feedback"],
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.OK: {"model": schemas.FeedbackResponse, "description": "The event was known already"}},
)
def give_feedback(body: schemas.FeedbackEvent, context: ContextDep, response: Response) -> schemas.FeedbackResponse:
    """Record what a picture really shows. It is stored before the answer (201)."""
    known = context.slot.current().model.labels
    if body.label not in known:
        raise Unprocessable(f"No class is called {body.label[:100]!r}; there are: {', '.join(known)}.")
    record = Feedback(
        event_id=body.event_id,
        subject=body.request_id,
        item=body.label,
        kind="label",
        occurred_at=body.occurred_at or datetime.now(UTC),
        request_id=body.request_id,
    )
    [recorded] = context.service.store.add_feedback([record])
    if not recorded:
        response.status_code = HTTPStatus.OK
    return schemas.FeedbackResponse(event_id=body.event_id, recorded=recorded)


def _batcher(settings: Settings, metrics: Metrics) -> Batcher[ServingClassifier, Verdict]:
    def prepare(serving: ServingClassifier, data: bytes) -> Pixels:
        with metrics.stage("decode"):
            return serving.model.read(data, max_pixels=settings.max_pixels)

    def predict(serving: ServingClassifier, pixels: Pixels) -> Sequence[Verdict]:
        with metrics.stage("predict"):
            return serving.model.classify(pixels)

    batcher = Batcher(
        prepare,
        predict,
        max_batch=settings.max_batch,
        max_waiting=settings.max_waiting,
        threads=settings.decoders,
    )
    metrics.gauge("ml_pictures_waiting", "Pictures on their way through the model.", lambda: batcher.waiting)
    metrics.counter("ml_batches", "Runs of the model.", lambda: batcher.batches)
    metrics.counter("ml_batched_pictures", "Pictures in these runs.", lambda: batcher.pictures)
    return batcher


def _explained(context: Context, model: Classifier, picture: bytes, label: str | None) -> tuple[str, bytes]:
    pixels = model.read(picture, max_pixels=context.settings.max_pixels)
    with context.service.metrics.stage("explain"):
        return model.explain(pixels, label)


async def _record(context: Context, serving: ServingClassifier, verdicts: Sequence[tuple[str, Verdict]]) -> None:
    """Note answers; a coroutine, so that it needs no thread."""
    version = serving.registered.version
    for request_id, verdict in verdicts:
        outcome = verdict.rejected or "classified"
        context.service.metrics.predicted(version, outcome)
        context.service.journal.add(
            Prediction(
                request_id=request_id,
                model_version=version,
                outcome=outcome,
                payload={"label": verdict.label, "confidence": verdict.confidence},
            )
        )


def _model_ref(serving: ServingClassifier) -> schemas.ModelRef:
    return schemas.ModelRef(name=serving.registered.name, version=serving.registered.version)
