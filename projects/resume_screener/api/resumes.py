"""The routes of stored resumes: what is kept, encrypted and for a limited time, only because somebody asked for it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from projects.resume_screener import answers, schemas
from projects.resume_screener.api import intake
from projects.resume_screener.api.bodies import STORE_BODY, STORING, validated
from projects.resume_screener.api.context import Context, ContextDep
from projects.resume_screener.kept import keep, restore
from projects.resume_screener.pile import Applicant
from projects.resume_screener.screening import Screener, blinded
from projects.resume_screener.uploads import body_of
from shared.serving.model_slot import Serving

router = APIRouter(prefix="/v1", tags=["resumes"])


@router.post("/resumes", status_code=HTTPStatus.CREATED, openapi_extra=STORE_BODY)
async def add_resumes(request: Request, context: ContextDep) -> schemas.Intake:
    """Store resumes to be ranked later. Each is stored whole or not at all, before this answers.

    Kept are the text and what was read out of it, encrypted; not the file, and not its name. They are deleted by
    themselves after the days of retention.
    """
    body = await body_of(request, STORING, max_files=context.settings.max_files)
    asked = validated(schemas.StoreRequest, body)
    serving = context.slot.current()
    uploads = (*body.files, *(intake.as_upload(text) for text in asked.texts))
    pile = await intake.read(context, serving.model, uploads)
    stored = [await run_in_threadpool(_store, context, serving, applicant) for applicant in pile.applicants]
    return schemas.Intake.model_validate(
        {
            "stored": stored,
            "failed": answers.plain_failures(pile.failures),
            "duplicates": answers.plain_duplicates(pile.duplicates),
        }
    )


@router.get("/resumes")
def resumes(context: ContextDep) -> schemas.ResumeList:
    """The latest stored resumes, by their ids: what is in them is shown one at a time."""
    listed = context.archive.resumes.listed(context.settings.max_ranked)
    return schemas.ResumeList.model_validate({"resumes": [answers.plain_ref(stored) for stored in listed]})


@router.get("/resumes/{resume_id}")
def resume(resume_id: str, context: ContextDep, blind: bool = True) -> schemas.StoredResume:
    """One stored resume, parsed; blind unless told otherwise."""
    serving = context.slot.current()
    stored, payload = context.archive.resumes.get(resume_id)
    parsed = restore(resume_id, payload, serving.model, serving.registered.manifest_sha256).resume
    shown = blinded(parsed, serving.model.model.finder) if blind else parsed
    return schemas.StoredResume.model_validate({**answers.plain_ref(stored), "resume": shown, "blind": blind})


@router.delete("/resumes/{resume_id}", status_code=HTTPStatus.NO_CONTENT)
def delete_resume(resume_id: str, context: ContextDep) -> None:
    """Delete a resume for good. Decisions on it stay in the log, without their reasons."""
    context.archive.resumes.delete(resume_id)


def _store(context: Context, serving: Serving[Screener], applicant: Applicant) -> answers.Plain:
    payload = keep(applicant.resume, serving.model, serving.registered.manifest_sha256, intake.today())
    stored, _ = context.archive.resumes.put(applicant.resume_id, payload)
    return answers.plain_ref(stored)
