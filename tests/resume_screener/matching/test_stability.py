"""The stability table, on the real engine."""

from __future__ import annotations

import numpy as np

from projects.resume_screener.evaluate.ranking import stability_table, turned_around
from projects.resume_screener.matching import query
from projects.resume_screener.screening import Screener
from projects.resume_screener.training.pool import Pool
from projects.resume_screener.training.ranker import Prepared
from tests.resume_screener.matching.texts import JOB, read, write


def test_no_keyword_breaks_its_bound_and_no_order_changes_a_rank(screener: Screener) -> None:
    resumes = [read(screener, write(skills)) for skills in ([], ["SQL"], ["SQL", "Kafka"])]
    job = screener.job(JOB)
    asked = query(job, screener.model.finder.find(JOB), screener.model.encoder)
    pool = Pool((JOB,), tuple(resume.text for resume in resumes), np.array([[0, 0, 2]]))
    prepared = Prepared((asked,), tuple(screener.candidate(resume) for resume in resumes), pool.grades)
    found = {row.name: row.metrics["value"].value for row in stability_table(screener, pool, prepared, resumes).rows}
    assert found["scores that fell"] == 0
    assert 0 < found["largest move by one keyword"] <= found["largest bound stated for a job"]
    assert found["lowest rank correlation, sections turned around"] == 1


def test_a_resume_turned_around_has_the_same_lines_in_another_order(screener: Screener) -> None:
    resume = read(screener, write(["SQL"]))
    before, after = ([line for line in text.splitlines() if line] for text in (resume.text, turned_around(resume)))
    assert before != after
    assert sorted(before) == sorted(after)
    assert before[0] == after[0]
