"""The route that shows what is read out of one resume."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from projects.resume_screener import schemas
from projects.resume_screener.api import intake
from projects.resume_screener.api.bodies import PARSE_BODY, PARSING, validated
from projects.resume_screener.api.context import ContextDep, model_ref
from projects.resume_screener.screening import blinded
from projects.resume_screener.uploads import body_of
from shared.serving.problems import Unprocessable

router = APIRouter(prefix="/v1", tags=["resumes"])


@router.post("/parse", openapi_extra=PARSE_BODY)
async def parse(request: Request, context: ContextDep) -> schemas.ParseResponse:
    """What one resume says: sections, positions with dates, education, skills with their evidence. Nothing is stored.

    Blind unless told otherwise: then contacts, schools and years of degrees are taken out, also of the text.
    """
    body = await body_of(request, PARSING, max_files=1)
    asked = validated(schemas.ParseRequest, body)
    uploads = (*body.files, *([] if asked.text is None else [intake.as_upload(asked.text)]))
    if len(uploads) != 1:
        raise Unprocessable(f"{PARSING.remedy}: one of the two.")
    serving = context.slot.current()
    resume = (await intake.read(context, serving.model, uploads)).applicants[0].resume
    if asked.blind:
        resume = await run_in_threadpool(blinded, resume, serving.model.model.finder)
    return schemas.ParseResponse(resume=resume, level=resume.level, blind=asked.blind, model=model_ref(serving))
