"""The routes that rank: files that are sent, and resumes that are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from projects.resume_screener import answers, receipts, schemas
from projects.resume_screener.api import intake
from projects.resume_screener.api.bodies import RANK_BODY, RANKING, validated
from projects.resume_screener.api.context import CallerDep, Context, ContextDep, model_ref
from projects.resume_screener.exports import as_csv
from projects.resume_screener.kept import restore
from projects.resume_screener.matching import Job, Match, Weights
from projects.resume_screener.pile import Applicant, Pile
from projects.resume_screener.screening import Screener
from projects.resume_screener.uploads import body_of
from shared.serving.model_slot import Serving
from shared.serving.problems import Unprocessable
from shared.serving.request_id import current_request_id
from shared.store import Prediction

CSV = "text/csv"
ANSWERS: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK: {"description": "The ranking; with format=csv a table", "content": {CSV: {}}}
}
FormatDep = Annotated[schemas.Format, Query(alias="format", description="csv: a table for a spreadsheet")]
router = APIRouter(prefix="/v1", tags=["ranking"])


@dataclass(frozen=True)
class Wanted:
    """A job and how to rank for it; ``job_id`` is None unless it is stored."""

    job: Job
    job_id: str | None
    weights: Weights | None
    blind: bool


@router.post("/rank", openapi_extra=RANK_BODY, response_model=schemas.RankResponse, responses=ANSWERS)
async def rank(request: Request, context: ContextDep, caller: CallerDep, form: FormatDep = "json") -> Response:
    """Rank resumes against a job, with the evidence and the gaps of each. Files are read and forgotten, never stored.

    A file that can't be read is told in ``failed`` and the others are ranked; the same file twice is ranked once. Blind
    unless told otherwise: then neither the score nor the answer knows names, contacts, schools.
    """
    body = await body_of(request, RANKING, max_files=context.settings.max_files)
    asked = validated(schemas.RankRequest, body)
    serving = context.slot.current()
    wanted = await run_in_threadpool(_wanted, context, serving.model, asked)
    known = await run_in_threadpool(_stored, context, serving, asked.resume_ids)
    uploads = (*body.files, *(intake.as_upload(text) for text in asked.texts))
    pile = await intake.read(context, serving.model, uploads, known)
    return await run_in_threadpool(_ranked, context, serving, caller, wanted, pile, form)


@router.get("/jobs/{job_id}/ranking", response_model=schemas.RankResponse, responses=ANSWERS)
def rank_stored(
    job_id: str, context: ContextDep, caller: CallerDep, blind: bool = True, form: FormatDep = "json"
) -> Response:
    """Rank the stored resumes, of very many the newest, against a stored job, with the learnt weights."""
    serving = context.slot.current()
    job = intake.as_stored(context.archive.jobs.get(job_id), serving.model)
    wanted = Wanted(job, job_id, None, blind)
    payloads = context.archive.resumes.newest(context.settings.max_ranked)
    applicants = tuple(_restored(payloads.items(), serving))
    return _ranked(context, serving, caller, wanted, Pile(applicants), form)


def _wanted(context: Context, screener: Screener, asked: schemas.RankRequest) -> Wanted:
    if asked.job_id is None:
        job = intake.understood(context, screener, asked.job or "", asked.title)
    else:
        job = intake.as_stored(context.archive.jobs.get(asked.job_id), screener)
    return Wanted(job.with_importance(asked.importance), asked.job_id, asked.weights, asked.blind)


def _stored(context: Context, serving: Serving[Screener], keys: Sequence[str]) -> list[Applicant]:
    """Return stored resumes in the order of their ids, each once."""
    if not keys:
        return []  # and files are ranked while the database is away
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > context.settings.max_ranked:
        raise Unprocessable(f"At most {context.settings.max_ranked} stored resumes are ranked; name fewer of them.")
    payloads = context.archive.resumes.payloads(wanted)
    return list(_restored([(key, payloads[key]) for key in wanted], serving))


def _restored(payloads: Iterable[tuple[str, bytes]], serving: Serving[Screener]) -> Iterator[Applicant]:
    for key, payload in payloads:
        yield restore(key, payload, serving.model, serving.registered.manifest_sha256)


def _ranked(
    context: Context, serving: Serving[Screener], caller: str, wanted: Wanted, pile: Pile, form: schemas.Format
) -> Response:
    """Rank, note that it was done, and answer. The answer is not validated against the schema a second time."""
    # What is kept beside a stored resume was seen blind: it must not stand in for the resume with its names.
    ready = [each.candidate if wanted.blind and each.candidate else each.resume for each in pile.applicants]
    with context.service.metrics.stage("rank"):
        matches = serving.model.rank(wanted.job, ready, weights=wanted.weights, blind=wanted.blind)
    candidates = [_candidate(context, serving, wanted, match, pile.applicants[match.index]) for match in matches]
    ranking = schemas.RankResponse.model_validate(
        {
            "request_id": current_request_id(),
            "job": answers.plain_job(wanted.job, wanted.job_id),
            "weights": wanted.weights or serving.model.ranker.weights,
            "blind": wanted.blind,
            "candidates": candidates,
            "failed": answers.plain_failures(pile.failures),
            "duplicates": answers.plain_duplicates(pile.duplicates),
            "model": model_ref(serving),
        }
    )
    _record(context, serving, caller, wanted, matches, pile)
    if form == "csv":
        headers = {"Content-Disposition": 'attachment; filename="ranking.csv"'}
        return Response(as_csv(ranking), media_type=CSV, headers=headers)
    return Response(ranking.model_dump_json(), media_type="application/json")


def _candidate(
    context: Context, serving: Serving[Screener], wanted: Wanted, match: Match, applicant: Applicant
) -> answers.Plain:
    """A candidate; on a stored job with the receipt that a decision needs."""
    receipt = None
    if wanted.job_id is not None:
        version = serving.registered.version
        shown = answers.shown(match, applicant, wanted.job_id, blind=wanted.blind, model_version=version)
        receipt = receipts.issue(shown, context.cipher)
    return answers.plain_candidate(match, applicant, blind=wanted.blind, receipt=receipt)


def _record(
    context: Context, serving: Serving[Screener], caller: str, wanted: Wanted, matches: Sequence[Match], pile: Pile
) -> None:
    """Note numbers: how many there were and how they scored. Nothing of the job and of the resumes."""
    version = serving.registered.version
    context.service.metrics.predicted(version, "ranked")
    context.service.journal.add(
        Prediction(
            request_id=current_request_id(),
            model_version=version,
            outcome="ranked",
            subject=caller,
            payload={
                "blind": wanted.blind,
                "requirements": len(wanted.job.requirements),
                "candidates": len(matches),
                "failed": dict(Counter(failure.code for failure in pile.failures)),
                "duplicates": len(pile.duplicates),
                "scores": [round(match.score, 4) for match in matches],
                "probabilities": [round(match.probability, 4) for match in matches],
            },
        )
    )
