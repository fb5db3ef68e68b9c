"""A ranking as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from projects.resume_screener import schemas
from projects.resume_screener.matching import PARTS, Requirement

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection")."""
COLUMNS = (
    *("rank", "label", "name", "resume_id", "file_index", "score", "probability", "recommendation", *PARTS),
    *("must_coverage", "months", "level", "shown", "missing_musts", "missing_nices", "months_short", "quality"),
    *("warnings", "problem"),
)


def as_csv(ranking: schemas.RankResponse) -> str:
    """Return the candidates, best first, then the files that could not be read; a cell is never a formula."""
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS, restval="")
    writer.writeheader()
    for candidate in ranking.candidates:
        writer.writerow(_safe(_row(candidate)))
    for failed in ranking.failed:
        writer.writerow(_safe({"file_index": failed.file_index, "problem": failed.message}))
    return table.getvalue()


def _row(candidate: schemas.Candidate) -> dict[str, object]:
    plain = {name: getattr(candidate, name) for name in COLUMNS if name in schemas.Candidate.model_fields}
    gaps = candidate.gaps
    return {
        **plain,
        **candidate.parts.model_dump(),
        "recommendation": candidate.recommendation.value,
        "level": candidate.level.name.lower(),
        "shown": _labels(shown.requirement for shown in candidate.evidence if shown.credit),
        "missing_musts": _labels(gaps.missing_musts),
        "missing_nices": _labels(gaps.missing_nices),
        "months_short": gaps.months_short,
        "quality": candidate.quality.score,
        "warnings": " ".join(candidate.quality.warnings),
    }


def _labels(requirements: Iterable[Requirement]) -> str:
    return "; ".join(requirement.label for requirement in requirements)


def _safe(row: Mapping[str, object]) -> dict[str, object]:
    """Put an apostrophe before text that would be a formula; numbers stay numbers."""
    return {
        name: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
        for name, value in row.items()
    }
