"""From the text of a file to a typed resume."""

from __future__ import annotations

from datetime import date

from projects.resume_screener.parsing.contact import contact
from projects.resume_screener.parsing.dates import periods
from projects.resume_screener.parsing.education import education
from projects.resume_screener.parsing.experience import experience
from projects.resume_screener.parsing.months import total_months
from projects.resume_screener.parsing.sections import sections
from projects.resume_screener.resume import Document, Resume


def parse(document: Document, *, today: date) -> Resume:
    """Return what the text says, all but the skills. Pure; any text makes a resume, a strange one an empty one.

    Args:
        document: what was read; its text is kept as it is, so that all spans are into ``document.text``.
        today: what "present" means.
    """
    text = document.text
    dates = periods(text)
    parts = sections(text, dates)
    positions = experience(text, parts, dates, today)
    return Resume(
        text=text,
        quality=document.quality,
        contact=contact(text, parts, dates),
        sections=parts,
        experience=positions,
        months=total_months(positions, today),
        education=education(text, parts, today),
    )
