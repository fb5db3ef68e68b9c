"""Routes of the documents: what there is, how it comes and goes, and the index over it."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from projects.chatbot_rag import answers, schemas
from projects.chatbot_rag.api.context import CallerDep, Context, ContextDep, model_ref
from projects.chatbot_rag.api.errors import Conflict
from projects.chatbot_rag.jobs import CORPUS
from projects.chatbot_rag.schemas import MAX_CONTEXT_CHARS, MAX_HITS, MAX_QUERY_CHARS, NO_NUL
from projects.chatbot_rag.store import Document, Job, UnknownDocument, document_id
from projects.chatbot_rag.uploads import UPLOAD_BODY, Upload, upload_of
from shared.serving.problems import MEDIA_TYPE, ProblemDetails, Unprocessable

MAX_PASSAGE_CHARS = 20_000
MAX_OFFSET = 2**31 - 1
CONFLICT: dict[int | str, dict[str, Any]] = {
    HTTPStatus.CONFLICT: {
        "description": "There is nothing to go back to, or the document is not one that was uploaded",
        "content": {MEDIA_TYPE: {"schema": ProblemDetails.model_json_schema()}},
    }
}
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET)]
router = APIRouter(prefix="/v1")


@router.post(
    "/documents",
    tags=["documents"],
    status_code=HTTPStatus.ACCEPTED,
    openapi_extra=UPLOAD_BODY,
    responses=CONFLICT,
)
async def add_documents(request: Request, context: ContextDep, caller: CallerDep) -> schemas.JobList:
    """Add documents, or replace those of the same name and label. Each is a job, which survives a crash of the service.

    A file that can't be read is a failed job, which says why.
    """
    upload = await upload_of(request, caller.access)

    def submit(upload: Upload) -> schemas.JobList:
        for name, _ in upload.files:
            _require_free(context, name, upload.access)
        jobs = [context.catalogue.jobs.submit(name, upload.access, content) for name, content in upload.files]
        context.worker.wake()
        return schemas.JobList.model_validate({"jobs": [answers.plain_job(job) for job in jobs]})

    return await run_in_threadpool(submit, upload)


@router.get("/documents", tags=["documents"])
def documents(context: ContextDep, caller: CallerDep) -> schemas.DocumentList:
    """Every document that the caller may see."""
    listed = context.catalogue.documents.listed(caller.access)
    shown = [answers.plain_document(document, _chunks(context, document)) for document in listed]
    return schemas.DocumentList.model_validate({"documents": shown, "labels": sorted(caller.access)})


@router.get("/documents/{document_id}", tags=["documents"])
def document(document_id: str, context: ContextDep, caller: CallerDep) -> schemas.Document:
    """One document, without its text."""
    found = context.catalogue.documents.get(document_id, caller.access)
    return schemas.Document.model_validate(answers.plain_document(found, _chunks(context, found)))


@router.get("/documents/{document_id}/text", tags=["documents"])
def document_text(
    document_id: str,
    context: ContextDep,
    caller: CallerDep,
    start: Offset = 0,
    end: Offset = 0,
    around: Annotated[int, Query(alias="context", ge=0, le=MAX_CONTEXT_CHARS)] = 600,
) -> schemas.DocumentText:
    """``text[start:end]`` of a document, as a citation names it, and so many characters before and after it."""
    if not start <= end <= start + MAX_PASSAGE_CHARS:
        raise Unprocessable(f"end is from start to start + {MAX_PASSAGE_CHARS}; ask for the rest in another request.")
    documents = context.catalogue.documents
    found = documents.get(document_id, caller.access)
    first = max(0, start - around)
    text = documents.text(document_id, caller.access, first, end + around + 1)
    before, passage, after = text[: start - first], text[start - first : end - first], text[end - first :]
    return schemas.DocumentText(
        document_id=found.id,
        title=found.title,
        name=found.name,
        revision=found.revision,
        start=start,
        end=end,
        before=before,
        passage=passage,
        after=after[:around],
        more=len(after) > around,
    )


@router.delete("/documents/{document_id}", tags=["documents"], status_code=HTTPStatus.ACCEPTED, responses=CONFLICT)
def delete_document(document_id: str, context: ContextDep, caller: CallerDep) -> schemas.Job:
    """Delete a document. It is gone from the list at once, and from the index when the job is done."""
    _require_uploaded(context.catalogue.documents.get(document_id, caller.access))
    job = context.catalogue.documents.delete(document_id, caller.access)
    context.worker.wake()
    return _job(job)


@router.post(
    "/documents/{document_id}/rollback", tags=["documents"], status_code=HTTPStatus.ACCEPTED, responses=CONFLICT
)
def roll_back_document(document_id: str, context: ContextDep, caller: CallerDep) -> schemas.Job:
    """Go back to the revision before the last replacement; a second time, forth again."""
    _require_uploaded(context.catalogue.documents.get(document_id, caller.access))
    job = context.catalogue.documents.restore(document_id, caller.access)
    context.worker.wake()
    return _job(job)


@router.get("/jobs", tags=["jobs"])
def jobs(context: ContextDep, caller: CallerDep) -> schemas.JobList:
    """The latest jobs on documents that the caller may see."""
    recent = context.catalogue.jobs.recent(caller.access)
    return schemas.JobList.model_validate({"jobs": [answers.plain_job(job) for job in recent]})


@router.get("/jobs/{job_id}", tags=["jobs"])
def job(job_id: str, context: ContextDep, caller: CallerDep) -> schemas.Job:
    """How far a job is, and why it failed if it did."""
    return _job(context.catalogue.jobs.get(job_id, caller.access))


@router.get("/search", tags=["search"])
def search(
    context: ContextDep,
    caller: CallerDep,
    query: Annotated[str, Query(min_length=1, max_length=MAX_QUERY_CHARS, pattern=NO_NUL)],
    k: Annotated[int, Query(ge=1, le=MAX_HITS)] = 10,
) -> schemas.SearchResponse:
    """What a question finds, and how: the passages with the scores of both legs, without an answer."""
    serving = context.slot.current()
    result = serving.model.index.search(query, caller.access, k)
    stages = {
        "embed": result.embed_ms,
        "dense": result.dense_ms,
        "sparse": result.sparse_ms,
        "fuse": result.fuse_ms,
    }
    trace = answers.plain_trace(result.hits, stages, result.version, result.revision, result.degraded)
    return schemas.SearchResponse.model_validate({"query": query, "trace": trace, "model": model_ref(serving)})


@router.get("/index", tags=["index"])
def index(context: ContextDep) -> schemas.IndexResponse:
    """The versions of the index, what each was made with, and which one searches use here."""
    return _index(context)


@router.post("/index/rollback", tags=["index"], responses=CONFLICT)
def roll_back_index(context: ContextDep) -> schemas.IndexResponse:
    """Take back the version of the index before the last rebuild, brought up to today's documents first."""
    context.slot.current().model.index.rollback()
    return _index(context)


def _index(context: Context) -> schemas.IndexResponse:
    snapshot = context.slot.current().model.index.snapshot
    versions = [answers.plain_version(version) for version in context.catalogue.versions.listed()]
    return schemas.IndexResponse.model_validate(
        {
            "active": snapshot.version,
            "revision": snapshot.revision,
            "chunks": len(snapshot.chunks),
            "degraded": context.slot.current().model.index.degraded,
            "versions": versions,
        }
    )


def _require_free(context: Context, name: str, access: str) -> None:
    with suppress(UnknownDocument):
        _require_uploaded(context.catalogue.documents.get(document_id(access, name), frozenset({access})))


def _require_uploaded(document: Document) -> None:
    if document.origin == CORPUS:
        raise Conflict(f"{document.name} belongs to the folder that the service read at its start; change it there.")


def _job(job: Job) -> schemas.Job:
    return schemas.Job.model_validate(answers.plain_job(job))


def _chunks(context: Context, document: Document) -> int:
    return context.slot.current().model.index.snapshot.chunk_counts.get(document.id, 0)
