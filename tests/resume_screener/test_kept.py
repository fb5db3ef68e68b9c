from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from projects.resume_screener.kept import keep, restore
from projects.resume_screener.resume import Document
from projects.resume_screener.screening import Screener
from tests.resume_screener import champions
from tests.resume_screener.people import ENGINEER, JOB_AD

TODAY = date(2026, 1, 31)


@pytest.fixture(scope="module")
def screeners(tmp_path_factory: pytest.TempPathFactory) -> tuple[Screener, Screener]:
    """Two models whose vectors have nothing in common."""
    folders: list[Path] = [champions.write(tmp_path_factory.mktemp("bundle"), seed=seed) for seed in (0, 1)]
    return Screener.load(folders[0]), Screener.load(folders[1])


def test_what_is_kept_ranks_like_the_resume_itself(screeners: tuple[Screener, Screener]) -> None:
    screener = screeners[0]
    resume = screener.resume(Document(text=ENGINEER, media_type="text/plain", pages=1), TODAY)
    applicant = restore("1", keep(resume, screener, "a", TODAY), screener, "a")
    assert applicant.resume == resume
    assert applicant.candidate is not None
    [kept], [fresh] = (screener.rank(screener.job(JOB_AD), [each]) for each in (applicant.candidate, resume))
    assert kept == fresh


def test_what_another_model_kept_is_read_again(screeners: tuple[Screener, Screener]) -> None:
    former, screener = screeners
    resume = former.resume(Document(text=ENGINEER, media_type="text/plain", pages=1), TODAY)
    applicant = restore("1", keep(resume, former, "a", TODAY), screener, "b")
    assert applicant.candidate is None
    assert applicant.resume == resume
