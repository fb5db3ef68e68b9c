"""The routes of the log: people decide, and what they saw when they did is kept with it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from projects.resume_screener import answers, schemas
from projects.resume_screener.api.context import CallerDep, ContextDep
from projects.resume_screener.receipts import redeem
from projects.resume_screener.recommendation import Recommendation, is_override
from shared.serving.problems import Unprocessable

router = APIRouter(prefix="/v1", tags=["decisions"])


@router.post("/decisions", status_code=HTTPStatus.CREATED)
def decide(body: schemas.NewDecision, context: ContextDep, caller: CallerDep) -> schemas.Decision:
    """Record a decision on a candidate. One against the recommendation is an override, and says why.

    A line is never changed: who thinks again decides again, and the latest line counts.
    """
    shown = redeem(body.receipt, context.cipher)
    override = is_override(body.decision, Recommendation(shown.recommendation))
    if override and not body.reason:
        raise Unprocessable(
            f"The recommendation was {shown.recommendation!r}: to {body.decision.value} goes against it, so say why "
            "in reason."
        )
    line = context.archive.decisions.add(
        shown,
        body.decision.value,
        override=override,
        reason=body.reason or None,
        decided_by=context.pseudonym(body.decided_by or caller),
    )
    return schemas.Decision.model_validate(answers.plain_decision(line))


@router.get("/jobs/{job_id}/decisions")
def decisions(job_id: str, context: ContextDep) -> schemas.DecisionList:
    """Every decision on a job, in the order they were made."""
    lines = [answers.plain_decision(line) for line in context.archive.decisions.of_job(job_id)]
    return schemas.DecisionList.model_validate({"decisions": lines})
