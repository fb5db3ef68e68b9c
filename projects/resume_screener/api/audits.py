"""The route of the published fairness audit."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi import APIRouter

from projects.resume_screener import schemas
from shared.serving.problems import NotFound

AUDIT = Path(__file__).resolve().parents[1] / "reports" / "audit.json"
router = APIRouter(prefix="/v1", tags=["audit"])


@router.get("/audit")
def audit() -> schemas.AuditResponse:
    """How fair this code was found to be when it was last measured: groups, pairs, and what was not measured."""
    try:
        content = AUDIT.read_bytes()
    except FileNotFoundError:
        raise NotFound("No audit is published: run python -m projects.resume_screener audit.") from None
    return schemas.AuditResponse(audit=json.loads(content))
