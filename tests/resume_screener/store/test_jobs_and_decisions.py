from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from projects.resume_screener.store import Archive, JobIsDecided, Shown, UnknownJob

SHOWN = Shown("", "1" * 32, 3, 0.61, 0.4, "review", True, "7")


def test_jobs_are_listed_newest_first_with_what_was_set_by_hand(archive: Archive) -> None:
    first = archive.jobs.add("Cook", "Cook wanted", {})
    second = archive.jobs.add(None, "Baker wanted", {"esco:bread": "must"})
    assert [job.id for job in archive.jobs.listed()] == [second.id, first.id]
    assert archive.jobs.get(second.id) == second
    changed = archive.jobs.set_importance(second.id, {"esco:bread": "nice"})
    assert changed == replace(second, importance={"esco:bread": "nice"}) == archive.jobs.get(second.id)


@pytest.mark.parametrize("method", ["get", "delete"])
def test_absent_job_is_unknown(archive: Archive, method: str) -> None:
    with pytest.raises(UnknownJob, match="POST /v1/jobs"):
        getattr(archive.jobs, method)("absent")
    with pytest.raises(UnknownJob):
        archive.jobs.set_importance("absent", {})
    with pytest.raises(UnknownJob):
        archive.decisions.of_job("absent")
    with pytest.raises(UnknownJob):
        archive.decisions.add(SHOWN, "hold", override=False, reason=None, decided_by="p")


def test_the_log_keeps_the_order_and_what_was_shown(archive: Archive) -> None:
    job = archive.jobs.add(None, "Baker wanted", {})
    shown = replace(SHOWN, job_id=job.id)
    lines = [
        archive.decisions.add(shown, decision, override=False, reason=reason, decided_by="p")
        for decision, reason in (("hold", None), ("reject", "No ovens: «Öfen»"), ("hold", None))
    ]
    assert archive.decisions.of_job(job.id) == lines
    assert (lines[1].rank, lines[1].probability, lines[1].model_version) == (3, 0.4, "7")


def test_a_job_with_decisions_stays_and_one_without_goes(archive: Archive) -> None:
    decided, undecided = archive.jobs.add(None, "Baker wanted", {}), archive.jobs.add(None, "Cook wanted", {})
    shown = replace(SHOWN, job_id=decided.id)
    archive.decisions.add(shown, "hold", override=False, reason=None, decided_by="p")
    archive.jobs.delete(undecided.id)
    with pytest.raises(JobIsDecided):
        archive.jobs.delete(decided.id)
    assert [job.id for job in archive.jobs.listed()] == [decided.id]


def test_no_word_of_a_reason_is_readable_in_the_database(archive: Archive, url: str) -> None:
    job = archive.jobs.add(None, "Baker wanted", {})
    shown = replace(SHOWN, job_id=job.id)
    archive.decisions.add(shown, "reject", override=False, reason="Ada was rude", decided_by="p")
    engine = create_engine(url)
    with engine.connect() as connection:
        sealed = bytes(connection.execute(text("SELECT reason FROM screener_decisions")).scalar_one())
    engine.dispose()
    assert b"Ada" not in sealed
