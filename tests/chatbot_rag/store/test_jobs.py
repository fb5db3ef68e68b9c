from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from projects.chatbot_rag.store import Catalogue, Job, JobLost, UnknownJob
from projects.chatbot_rag.store.jobs import MAX_ATTEMPTS
from tests.chatbot_rag.factories import EVERYBODY


def claimed(catalogue: Catalogue) -> Job:
    job = catalogue.jobs.claim()
    assert job is not None
    return job


def test_a_job_goes_from_queued_to_done(catalogue: Catalogue) -> None:
    submitted = catalogue.jobs.submit("a.pdf", "public", b"%PDF")
    assert (submitted.state, submitted.attempts) == ("queued", 0)
    job = claimed(catalogue)
    assert (job.id, job.state, job.attempts) == (submitted.id, "running", 1)
    assert catalogue.jobs.content(job) == b"%PDF"
    catalogue.jobs.report(job, "embedding", 3, 7)
    running = catalogue.jobs.get(job.id, EVERYBODY)
    assert (running.stage, running.done, running.total) == ("embedding", 3, 7)
    catalogue.jobs.succeed(job, "d1")
    ended = catalogue.jobs.get(job.id, EVERYBODY)
    assert (ended.state, ended.document_id, ended.error_code) == ("done", "d1", None)
    assert ended.finished_at is not None


@pytest.mark.parametrize("end", ["succeed", "fail"])
def test_the_file_is_gone_when_the_job_has_ended(catalogue: Catalogue, end: str) -> None:
    catalogue.jobs.submit("a.pdf", "public", b"%PDF")
    job = claimed(catalogue)
    if end == "succeed":
        catalogue.jobs.succeed(job, None)
    else:
        catalogue.jobs.fail(job, "empty", "the file is empty")
    with pytest.raises(JobLost):
        catalogue.jobs.content(job)


def test_jobs_are_taken_in_the_order_they_came(catalogue: Catalogue) -> None:
    names = [catalogue.jobs.submit(f"{number}.md", "public", b"x").name for number in range(5)]
    assert [claimed(catalogue).name for _ in names] == names
    assert catalogue.jobs.claim() is None


def test_no_two_workers_get_the_same_job(catalogue: Catalogue) -> None:
    submitted = {catalogue.jobs.submit(f"{number}.md", "public", b"x").id for number in range(16)}
    with ThreadPoolExecutor(8) as pool:
        taken = [job.id for job in pool.map(lambda _: catalogue.jobs.claim(), range(24)) if job is not None]
    assert sorted(taken) == sorted(submitted)


def test_a_silent_job_is_queued_again_and_its_first_worker_has_lost_it(catalogue: Catalogue) -> None:
    catalogue.jobs.submit("a.md", "public", b"x")
    first = claimed(catalogue)
    assert catalogue.jobs.recover(silent_seconds=60) == 0
    assert catalogue.jobs.recover(silent_seconds=-1) == 1
    with pytest.raises(JobLost):
        catalogue.jobs.report(first, "embedding", 0, 1)
    second = claimed(catalogue)
    assert second.attempts == 2
    for write in (catalogue.jobs.beat, catalogue.jobs.release):
        with pytest.raises(JobLost):
            write(first)
    with pytest.raises(JobLost):
        catalogue.jobs.succeed(first, None)
    catalogue.jobs.succeed(second, None)


def test_a_released_job_is_queued_as_if_it_had_never_been_taken(catalogue: Catalogue) -> None:
    catalogue.jobs.submit("a.md", "public", b"x")
    for _ in range(MAX_ATTEMPTS + 1):
        catalogue.jobs.release(claimed(catalogue))
    assert claimed(catalogue).attempts == 1


def test_a_job_whose_worker_dies_every_time_fails(catalogue: Catalogue) -> None:
    submitted = catalogue.jobs.submit("a.md", "public", b"x")
    for _ in range(MAX_ATTEMPTS):
        claimed(catalogue)
        catalogue.jobs.recover(silent_seconds=-1)
    assert catalogue.jobs.claim() is None
    job = catalogue.jobs.get(submitted.id, EVERYBODY)
    assert (job.state, job.error_code) == ("failed", "interrupted")


def test_a_foreign_job_is_as_unknown_as_an_absent_one(catalogue: Catalogue) -> None:
    foreign = catalogue.jobs.submit("a.md", "staff", b"x").id
    for job_id in (foreign, "absent"):
        with pytest.raises(UnknownJob):
            catalogue.jobs.get(job_id, EVERYBODY)
    assert catalogue.jobs.recent(EVERYBODY) == []
    assert [job.id for job in catalogue.jobs.recent(frozenset({"staff"}))] == [foreign]


def test_recent_jobs_are_the_newest_first(catalogue: Catalogue) -> None:
    for number in range(4):
        catalogue.jobs.submit(f"{number}.md", "public", b"x")
    assert [job.name for job in catalogue.jobs.recent(EVERYBODY, limit=2)] == ["3.md", "2.md"]
