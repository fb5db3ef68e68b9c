"""The recommender's HTTP service: routes only. ``uvicorn projects.recommender.api:create_app --factory``."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic_core import to_json
from starlette.background import BackgroundTask

from projects.recommender import answers, schemas
from projects.recommender.data import Item
from projects.recommender.experiments import DIVERSITY, EXPOSURE, Exposed, Variant, VariantCount, analyse
from projects.recommender.feedback import NO_TASTE, RecentFeedback, Taste
from projects.recommender.recommend import Picks, RecommendationEngine, UnknownItems
from projects.recommender.rerank import Filters, UnknownGenres
from projects.recommender.settings import SERVICE, Settings
from projects.recommender.signals import SIGNALS
from shared.privacy import pseudonym
from shared.serving.app import Poll, Service, build_service, create_service_app
from shared.serving.model_slot import ModelSlot, Serving
from shared.serving.problems import NotFound, Unprocessable
from shared.serving.request_id import current_request_id
from shared.store import Event, Feedback, Prediction

DESCRIPTION = "Films for a user, for a history, or for somebody who just came: with reasons."
router = APIRouter(prefix="/v1")


@dataclass(frozen=True)
class Context:
    """What the routes work with."""

    settings: Settings
    service: Service
    slot: ModelSlot[RecommendationEngine]
    recent: RecentFeedback
    exposed: Exposed

    def subject(self, user_id: str | None) -> str | None:
        """The pseudonym under which a user's rows are stored."""
        return None if user_id is None else pseudonym(user_id, self.settings.pseudonym_key)

    def taste(self, subject: str | None) -> Taste:
        """What the user did since the model was trained."""
        return NO_TASTE if subject is None else self.recent.of(subject)


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


ContextDep = Annotated[Context, Depends(_context)]
Limit = Annotated[int, Query(ge=1, le=schemas.MAX_K)]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service; settings come from the environment unless given."""
    settings = settings or Settings()
    slot = ModelSlot(settings, SERVICE, load=RecommendationEngine.load, check=RecommendationEngine.check)
    service = build_service(SERVICE, settings, slot, SIGNALS)
    recent = RecentFeedback(service.store, per_user=settings.feedback_per_user)
    service.polls.append(Poll(recent.poll, settings.feedback_poll_seconds))
    app = create_service_app(
        service,
        title="Film recommender",
        description=DESCRIPTION,
        version="1.0.0",
        routers=[router],
        web=Path(__file__).parent / "web",
    )
    app.state.context = Context(settings, service, slot, recent, Exposed())
    return app


@router.post("/recommendations", tags=["recommendations"], response_model=schemas.RecommendationResponse)
async def recommend(body: schemas.RecommendationRequest, context: ContextDep) -> Response:
    """Films for a user, for a history, or, with neither, what is popular now.

    The hot path: its answer is not validated against the schema again, which would take a fifth of the time, and is
    recorded after it has been sent.
    """
    serving = context.slot.current()
    subject = context.subject(body.user_id)
    taste = context.taste(subject)
    variant = DIVERSITY.assign(subject) if subject is not None and body.diversity is None else None
    diversity = variant.diversity if variant else body.diversity or 0.0
    engine = serving.model
    with context.service.metrics.stage("recommend"), _unknown_names_refused():
        history = engine.history((body.user_id, subject), taste, body.history)
        hidden = engine.known([*taste.disliked, *body.rules.exclude_items])
        picks = engine.recommend(history, hidden=hidden, filters=_filters(body.rules), k=body.k, diversity=diversity)
        items = answers.plain_picks(engine, picks)
    answer = {
        "items": items,
        "strategy": picks.strategy,
        "diversity": diversity,
        "assignment": variant and {"experiment": DIVERSITY.name, "variant": variant.name},
        "model": _model_ref(serving),
    }
    record = BackgroundTask(_record, context, serving, picks, subject, variant)
    return Response(to_json(answer), media_type="application/json", background=record)


@router.get("/items", tags=["items"])
async def search_items(
    context: ContextDep, query: Annotated[str, Query(max_length=100)] = "", limit: Limit = 20
) -> schemas.ItemList:
    """Find films by words of their title, the best known first."""
    serving = context.slot.current()
    return _item_list(serving, serving.model.search(query, limit))


@router.get("/items/onboarding", tags=["items"])
async def onboarding_items(context: ContextDep, limit: Limit = 24) -> schemas.ItemList:
    """Well-known films of many kinds, for a new user to pick from."""
    serving = context.slot.current()
    return _item_list(serving, serving.model.onboarding(limit))


@router.get("/items/{item_id:path}/similar", tags=["items"])
async def similar_items(item_id: str, context: ContextDep, k: Limit = 10) -> schemas.SimilarResponse:
    """The nearest films, by who watched them and by what they are."""
    serving = context.slot.current()
    index = serving.model.model.item_index.get(item_id)
    if index is None:
        raise NotFound(f"No item has the id {item_id!r}; GET /v1/items?query=… finds ids by title.")
    neighbours = answers.plain_neighbours(serving.model, index, k)
    return schemas.SimilarResponse.model_validate(
        {"item_id": item_id, "items": neighbours, "model": _model_ref(serving)}
    )


@router.post(
    "/feedback",
    tags=["feedback"],
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.OK: {"model": schemas.FeedbackResponse, "description": "The event was known already"}},
)
def give_feedback(body: schemas.FeedbackEvent, context: ContextDep, response: Response) -> schemas.FeedbackResponse:
    """Record what a user did. It is stored before the answer (201), and changes this user's next recommendations."""
    serving = context.slot.current()
    with _unknown_names_refused():
        serving.model.indices([body.item_id])
    record = Feedback(
        event_id=body.event_id,
        subject=pseudonym(body.user_id, context.settings.pseudonym_key),
        item=body.item_id,
        kind=body.kind,
        occurred_at=body.occurred_at or datetime.now(UTC),
        request_id=body.request_id,
    )
    [recorded] = context.service.store.add_feedback([record])
    if recorded:
        context.recent.apply([record])
    else:
        response.status_code = HTTPStatus.OK
    return schemas.FeedbackResponse(event_id=body.event_id, recorded=recorded)


@router.post("/explain", tags=["recommendations"])
async def explain(body: schemas.ExplanationRequest, context: ContextDep) -> schemas.ExplanationResponse:
    """Split the score of one film into what each film of the history adds to it."""
    serving = context.slot.current()
    engine, subject = serving.model, context.subject(body.user_id)
    with _unknown_names_refused():
        history = engine.history((body.user_id, subject), context.taste(subject), body.history)
        [item] = engine.indices([body.item_id])
    if not history:
        raise NotFound("Nothing is known of this user; send a history, or the id of a user who has one.")
    explanation = answers.plain_explanation(engine, item, engine.model.explain(history, np.array([item])))
    return schemas.ExplanationResponse.model_validate({**explanation, "model": _model_ref(serving)})


@router.get("/experiments", tags=["experiments"])
async def experiments() -> schemas.ExperimentList:
    """The running A/B tests."""
    return schemas.ExperimentList.model_validate({"experiments": [answers.plain_experiment(DIVERSITY)]})


@router.get("/experiments/{name}", tags=["experiments"])
def experiment_result(name: str, context: ContextDep) -> schemas.ExperimentResult:
    """What the test shows so far. Decide when the planned number of users is reached, not when it looks good."""
    if name != DIVERSITY.name:
        raise NotFound(f"No experiment is called {name!r}; running: {DIVERSITY.name}.")
    rows = context.service.store.conversions(EXPOSURE, experiment=name, kind="like")
    result = analyse(DIVERSITY, [VariantCount(*row) for row in rows])
    return schemas.ExperimentResult.model_validate(answers.plain_analysis(DIVERSITY, result))


async def _record(
    context: Context,
    serving: Serving[RecommendationEngine],
    picks: Picks,
    subject: str | None,
    variant: Variant | None,
) -> None:
    """Note an answer; a coroutine, so that it runs at once and not in a thread, before what the user does next."""
    version, items = serving.registered.version, serving.model.model.items
    context.service.metrics.predicted(version, picks.strategy)
    context.service.journal.add(
        Prediction(
            request_id=current_request_id(),
            model_version=version,
            outcome=picks.strategy,
            subject=subject,
            payload={"items": [items[index].id for index in picks.items.tolist()]},
        )
    )
    if subject is not None and variant is not None and context.exposed.add(DIVERSITY.name, subject):
        payload = {"experiment": DIVERSITY.name, "variant": variant.name}
        context.service.journal.add(Event(name=EXPOSURE, subject=subject, payload=payload))


@contextmanager
def _unknown_names_refused() -> Iterator[None]:
    """The body names what the catalogue lacks: the route exists, so that is 422 and not 404."""
    try:
        yield
    except (UnknownItems, UnknownGenres) as exc:
        raise Unprocessable(str(exc)) from exc


def _filters(rules: schemas.Rules) -> Filters:
    return Filters(rules.include_genres, rules.exclude_genres, rules.year_from, rules.year_to, rules.max_per_genre)


def _item_list(serving: Serving[RecommendationEngine], items: Iterable[Item]) -> schemas.ItemList:
    shown = [answers.plain_item(item) for item in items]
    return schemas.ItemList.model_validate({"items": shown, "model": _model_ref(serving)})


def _model_ref(serving: Serving[RecommendationEngine]) -> schemas.ModelRef:
    return schemas.ModelRef(name=serving.registered.name, version=serving.registered.version)
