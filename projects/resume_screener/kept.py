"""What is kept of a stored resume, and how it comes back: parsed, and ready to be ranked blind."""

from __future__ import annotations

from datetime import date

from projects.resume_screener.matching import Candidate
from projects.resume_screener.pile import Applicant
from projects.resume_screener.resume import Document, Part, Resume
from projects.resume_screener.screening import Screener


class Kept(Part):
    """A resume and its vectors, found by ``model`` (the SHA-256 of its files) on the day ``parsed``."""

    model: str
    parsed: date
    resume: Resume
    candidate: Candidate


def keep(resume: Resume, screener: Screener, model: str, today: date) -> bytes:
    """Return what is to be stored, not encrypted yet. Encoding takes nearly all of the time."""
    kept = Kept(model=model, parsed=today, resume=resume, candidate=screener.candidate(resume))
    return kept.model_dump_json().encode()


def restore(resume_id: str, payload: bytes, screener: Screener, model: str) -> Applicant:
    """Return a stored resume; one that another model parsed is parsed again, as of the day it came."""
    kept = Kept.model_validate_json(payload)
    if kept.model == model:
        return Applicant(resume_id, kept.resume, candidate=kept.candidate)
    document = Document(text=kept.resume.text, media_type="text/plain", pages=1, quality=kept.resume.quality)
    return Applicant(resume_id, screener.resume(document, kept.parsed))
