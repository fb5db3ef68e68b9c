"""The routes of the jobs: stored, listed, read again, and changed where a recruiter knows better."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from projects.resume_screener import answers, schemas
from projects.resume_screener.api import intake
from projects.resume_screener.api.context import Context, ContextDep
from projects.resume_screener.api.errors import CONFLICT
from projects.resume_screener.store import StoredJob

router = APIRouter(prefix="/v1", tags=["jobs"])


@router.post("/jobs", status_code=HTTPStatus.CREATED)
def add_job(body: schemas.NewJob, context: ContextDep) -> schemas.StoredJob:
    """Store a job, and see what it was understood to ask for."""
    job = intake.understood(context, context.slot.current().model, body.text, body.title)
    job.with_importance(body.importance)
    return _view(context, context.archive.jobs.add(body.title, body.text, body.importance))


@router.get("/jobs")
def jobs(context: ContextDep) -> schemas.JobList:
    """The latest jobs."""
    listed = [answers.plain_summary(stored) for stored in context.archive.jobs.listed()]
    return schemas.JobList.model_validate({"jobs": listed})


@router.get("/jobs/{job_id}")
def job(job_id: str, context: ContextDep) -> schemas.StoredJob:
    """One job with its requirements, as the model of today reads them."""
    return _view(context, context.archive.jobs.get(job_id))


@router.patch("/jobs/{job_id}")
def change_job(job_id: str, body: schemas.JobChange, context: ContextDep) -> schemas.StoredJob:
    """Say which requirements are musts and which are nice to have. Another text is another job."""
    stored = context.archive.jobs.get(job_id)
    context.slot.current().model.job(stored.text, title=stored.title).with_importance(body.importance)
    return _view(context, context.archive.jobs.set_importance(job_id, body.importance))


@router.delete("/jobs/{job_id}", status_code=HTTPStatus.NO_CONTENT, responses=CONFLICT)
def delete_job(job_id: str, context: ContextDep) -> None:
    """Delete a job on which nothing was decided."""
    context.archive.jobs.delete(job_id)


def _view(context: Context, stored: StoredJob) -> schemas.StoredJob:
    job = intake.as_stored(stored, context.slot.current().model)
    return schemas.StoredJob.model_validate(answers.plain_stored_job(stored, job))
