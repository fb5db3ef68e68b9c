from __future__ import annotations

import csv
import io

import pytest

from projects.resume_screener.exports import as_csv
from projects.resume_screener.matching import Gaps, Parts, Weights
from projects.resume_screener.resume import Level, Quality
from projects.resume_screener.schemas import Candidate, Failed, JobView, ModelRef, RankResponse

PARTS = Parts(coverage=0.5, relevance=0.1, titles=1, text=0.4, experience=0, education=1)


def ranking(name: str, warning: str = "", problem: str = "") -> RankResponse:
    candidate = Candidate(
        rank=1,
        label="Candidate 1",
        resume_id="0" * 32,
        file_index=0,
        name=name,
        score=0.25,
        probability=0.5,
        recommendation="review",
        parts=PARTS,
        shares=PARTS,
        must_coverage=None,
        months=30,
        level=Level.MASTER,
        evidence=[],
        gaps=Gaps(),
        quality=Quality(warnings=(warning,) if warning else ()),
        receipt=None,
    )
    job = JobView(
        job_id=None,
        title=None,
        requirements=[],
        minimum_years=None,
        minimum_level=Level.NONE,
        warnings=[],
        reliability=PARTS,
    )
    return RankResponse(
        request_id="r",
        job=job,
        weights=Weights(text=1),
        blind=False,
        candidates=[candidate],
        failed=[Failed(file_index=1, code="damaged", message=problem)] if problem else [],
        duplicates=[],
        model=ModelRef(name="m", version="1"),
    )


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula(start: str) -> None:
    attack = f'{start}HYPERLINK("http://127.0.0.1","x")'
    candidate, failed = rows(as_csv(ranking(attack, attack, attack)))
    assert candidate["name"] == candidate["warnings"] == failed["problem"] == f"'{attack}"


def test_quotes_commas_and_line_breaks_stay_in_their_cell() -> None:
    name = 'Dubois, "Maggie"\nMarguerite'
    assert rows(as_csv(ranking(name)))[0]["name"] == name


def test_numbers_stay_numbers_and_levels_are_words() -> None:
    [row] = rows(as_csv(ranking("Ada")))
    assert (row["score"], row["months"], row["level"], row["coverage"]) == ("0.25", "30", "master", "0.5")
    assert row["must_coverage"] == row["problem"] == ""
