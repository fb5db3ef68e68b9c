"""Evidence, gaps and candidates: what a score is made of."""

from __future__ import annotations

import numpy as np
import pytest

from projects.resume_screener.matching import Candidate, Unweighable, Weights
from projects.resume_screener.resume import Level
from projects.resume_screener.screening import Screener, StaleCandidate
from tests.resume_screener.matching.texts import JOB, read, write


def test_each_requirement_has_its_sentence_and_highlights(screener: Screener) -> None:
    found = screener.rank(screener.job(JOB), [read(screener, write(["SQL"]))])[0]
    python = next(one for one in found.evidence if one.requirement.label == "Python")
    proof = python.proofs[0]
    assert "sales data with Python" in proof.sentence
    assert [proof.sentence[slice(*span)] for span in proof.highlights] == ["Python"]


def test_an_implied_skill_gets_half_and_is_said_to_be_implied(screener: Screener) -> None:
    resume = read(screener, "Skills\nDjango\n")
    found = screener.rank(screener.job("Web developer. Must have: Python, SQL."), [resume])[0]
    credit = {one.requirement.label: (one.credit, one.shown_by) for one in found.evidence}
    assert credit == {"Python": (0.5, "Django"), "SQL": (0.0, None)}
    assert found.must_coverage == 0.25
    assert any("Django implies it" in advice for advice in found.gaps.advice)


def test_gaps_say_what_is_missing_and_by_how_much(screener: Screener) -> None:
    gaps = screener.rank(screener.job(JOB), [read(screener, "Skills\nPython, SQL\n")])[0].gaps
    assert [one.label for one in gaps.missing_musts] == ["Kafka", "Airflow"]
    assert [one.label for one in gaps.missing_nices] == ["Kubernetes"]
    assert (gaps.months_short, gaps.level_short) == (60, Level.MASTER)
    assert gaps.advice[0].startswith("Kafka is a must")


def test_nothing_missing_nothing_advised(screener: Screener) -> None:
    job = screener.job("Data engineer. Must have: Python.")
    assert screener.rank(job, [read(screener, write(["SQL"]))])[0].gaps.advice == ()


def test_a_candidate_survives_json_and_ranks_as_its_resume(screener: Screener) -> None:
    job, resume = screener.job(JOB), read(screener, write(["SQL"]))
    kept = Candidate.model_validate_json(screener.candidate(resume).model_dump_json())
    assert screener.rank(job, [kept]) == screener.rank(job, [resume])
    np.testing.assert_allclose(np.linalg.norm(kept.passage_vectors, axis=1), 1, atol=1e-3)


def test_a_candidate_of_another_encoder_or_with_identity_is_refused(screener: Screener) -> None:
    job, resume = screener.job(JOB), read(screener, write(["SQL"]))
    other = screener.candidate(resume).model_copy(update={"encoder": "another"})
    with pytest.raises(StaleCandidate, match="another model"):
        screener.rank(job, [other])
    with pytest.raises(StaleCandidate, match="identity"):
        screener.rank(job, [screener.candidate(resume, blind=False)])


def test_a_blind_candidate_holds_no_name(screener: Screener) -> None:
    kept = screener.candidate(read(screener, write(["SQL"]))).model_dump_json()
    assert "Amara" not in kept
    assert "okafor" not in kept.lower()


def test_a_job_without_skills_is_ranked_by_text_and_refuses_skill_weights_alone(screener: Screener) -> None:
    job, resume = screener.job("We need a friendly lighthouse keeper."), read(screener, write([]))
    found = screener.rank(job, [resume])[0]
    assert found.shares.coverage == 0
    assert found.must_coverage is None
    with pytest.raises(Unweighable, match="give text or titles a weight"):
        screener.rank(job, [resume], weights=Weights(coverage=1.0))


def test_no_resumes_no_matches(screener: Screener) -> None:
    assert screener.rank(screener.job(JOB), []) == []


@pytest.mark.parametrize("text", ["", "\n", "[NAME]", "é" * 300, "Skills\n" + "Kafka, " * 3000])
def test_odd_resumes_get_a_finite_score(screener: Screener, text: str) -> None:
    assert 0 <= screener.rank(screener.job(JOB), [read(screener, text)])[0].score <= 1
