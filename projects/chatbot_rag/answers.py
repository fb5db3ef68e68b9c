"""From events, documents and jobs to what the API shows: plain values that fit a response schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from projects.chatbot_rag.answer import Answer, Citation, Searched, Sentence, Written
from projects.chatbot_rag.assistant import as_text
from projects.chatbot_rag.documents import Chunk, Hit
from projects.chatbot_rag.store import Document, Job, Version

Plain = dict[str, Any]


def plain_searched(searched: Searched) -> Plain:
    """How the question was understood, and how much was found."""
    return {
        "question": searched.question,
        "rewritten": searched.rewritten,
        "confidence": searched.confidence,
        "passages": len(searched.hits),
    }


def plain_written(written: Written) -> Plain:
    """A sentence with the citations that appear for the first time."""
    return {
        "sentence": _plain_sentence(written.sentence),
        "citations": [_plain_citation(citation) for citation in written.citations],
    }


def plain_answer(answer: Answer) -> Plain:
    """The answer itself, without what only the request knows."""
    return {
        "status": answer.status,
        "refusal": answer.refusal,
        "reason": answer.reason,
        "answer": as_text(answer.sentences),
        "sentences": [_plain_sentence(sentence) for sentence in answer.sentences],
        "citations": [_plain_citation(citation) for citation in answer.citations],
        "question": answer.question,
        "rewritten": answer.rewritten,
        "confidence": answer.confidence,
        "writer": answer.writer,
        "cached": answer.cached,
        "dropped_sentences": answer.dropped_sentences,
    }


def spoken(answer: Answer) -> str:
    """What the assistant said, as a turn of a conversation."""
    return answer.reason or " ".join(sentence.text for sentence in answer.sentences)


def plain_trace(
    hits: Sequence[Hit], stages: Mapping[str, float], version: int, revision: int, degraded: str | None
) -> Plain:
    """What was found and how; ``stages`` are milliseconds."""
    return {
        "hits": [_plain_hit(hit) for hit in hits],
        "stages": {stage: round(milliseconds, 3) for stage, milliseconds in stages.items()},
        "index_version": version,
        "index_revision": revision,
        "degraded": degraded,
    }


def plain_document(document: Document, chunks: int) -> Plain:
    """A document without its text."""
    return {
        "document_id": document.id,
        "name": document.name,
        "title": document.title,
        "access": document.access,
        "origin": document.origin,
        "media_type": document.media_type,
        "revision": document.revision,
        "chunks": chunks,
        "restorable": document.restorable,
        "updated_at": document.updated_at,
    }


def plain_job(job: Job) -> Plain:
    """A job and, where it failed, why."""
    return {
        "job_id": job.id,
        "kind": job.kind,
        "name": job.name,
        "access": job.access,
        "state": job.state,
        "stage": job.stage,
        "done": job.done,
        "total": job.total,
        "error": {"code": job.error_code, "message": job.error_message} if job.state == "failed" else None,
        "document_id": job.document_id,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }


def plain_version(version: Version) -> Plain:
    """A version of the index with its manifest."""
    return {
        "version": version.id,
        "state": version.state,
        "revision": version.revision,
        "created_at": version.created_at,
        "activated_at": version.activated_at,
        **version.manifest.model_dump(),
    }


def _plain_hit(hit: Hit) -> Plain:
    scores = {"score": hit.score, "dense": hit.dense, "sparse": hit.sparse}
    return {"chunk_id": hit.chunk.id, "text": hit.chunk.text, **scores, **_place(hit.chunk)}


def _plain_sentence(sentence: Sentence) -> Plain:
    return {"text": sentence.text, "citations": list(sentence.citations)}


def _plain_citation(citation: Citation) -> Plain:
    return {
        "number": citation.number,
        "chunk_id": citation.chunk_id,
        "quote": citation.quote,
        **_place(citation),
    }


def _place(found: Chunk | Citation) -> Plain:
    return {
        "document_id": found.document_id,
        "title": found.title,
        "headings": list(found.headings),
        "start": found.start,
        "end": found.end,
    }
