"""From jobs, matches, resumes and decisions to what the API shows: plain values that fit a response schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from projects.resume_screener.matching import Job, Match, reliability
from projects.resume_screener.pile import Applicant, Duplicate, Failure
from projects.resume_screener.recommendation import recommended
from projects.resume_screener.store import Decision, Shown, StoredJob, StoredResume

Plain = dict[str, Any]


def plain_job(job: Job, job_id: str | None) -> Plain:
    """What a job was understood to ask for."""
    return {
        "job_id": job_id,
        "title": job.title,
        "requirements": job.requirements,
        "minimum_years": job.minimum_years,
        "minimum_level": job.minimum_level,
        "warnings": job.warnings,
        "reliability": reliability(job),
    }


def plain_stored_job(stored: StoredJob, job: Job) -> Plain:
    """A stored job with its text and what was set by hand."""
    own = {"text": stored.text, "importance": stored.importance, "created_at": stored.created_at}
    return {**plain_job(job, stored.id), **own}


def plain_summary(stored: StoredJob) -> Plain:
    """A stored job in a list."""
    return {"job_id": stored.id, "title": stored.title, "created_at": stored.created_at}


def plain_candidate(match: Match, applicant: Applicant, *, blind: bool, receipt: str | None) -> Plain:
    """A candidate, without a name where that is not wanted."""
    name = applicant.resume.contact.name
    return {
        "rank": match.rank,
        "label": f"Candidate {match.index + 1}",
        "resume_id": applicant.resume_id,
        "file_index": applicant.file_index,
        "name": None if blind or name is None else name.value,
        "score": match.score,
        "probability": match.probability,
        "recommendation": recommended(match),
        "parts": match.parts,
        "shares": match.shares,
        "must_coverage": match.must_coverage,
        "months": applicant.resume.months,
        "level": applicant.resume.level,
        "evidence": match.evidence,
        "gaps": match.gaps,
        "quality": applicant.resume.quality,
        "receipt": receipt,
    }


def shown(match: Match, applicant: Applicant, job_id: str, *, blind: bool, model_version: str) -> Shown:
    """What of a candidate is kept with a decision."""
    return Shown(
        job_id=job_id,
        resume_id=applicant.resume_id,
        rank=match.rank,
        score=match.score,
        probability=match.probability,
        recommendation=recommended(match).value,
        blind=blind,
        model_version=model_version,
    )


def plain_failures(failures: Sequence[Failure]) -> list[Plain]:
    """Files that could not be read."""
    return [vars(failure) for failure in failures]


def plain_duplicates(duplicates: Sequence[Duplicate]) -> list[Plain]:
    """Files that were there already."""
    return [vars(duplicate) for duplicate in duplicates]


def plain_ref(stored: StoredResume) -> Plain:
    """That a resume is stored."""
    return {"resume_id": stored.id, "created_at": stored.created_at, "expires_at": stored.expires_at}


def plain_decision(decision: Decision) -> Plain:
    """A line of the log."""
    return {"decision_id": decision.id, **{name: value for name, value in vars(decision).items() if name != "id"}}
