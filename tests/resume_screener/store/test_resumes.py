from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from projects.resume_screener.store import Archive, Cipher, Shown, UnknownResume, WrongStorageKey

ONE, OTHER = "1" * 32, "2" * 32
PAYLOAD = b"Ada Lovelace wrote the first program"


def raw(url: str) -> list[bytes]:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT payload FROM screener_resumes")).scalars().all()
    engine.dispose()
    return [bytes(row) for row in rows]


def test_a_resume_comes_back_as_it_was_stored(archive: Archive) -> None:
    stored, is_new = archive.resumes.put(ONE, PAYLOAD)
    assert is_new
    assert archive.resumes.get(ONE) == (stored, PAYLOAD)
    assert stored.expires_at - stored.created_at == timedelta(days=30)
    assert archive.resumes.listed(10) == [stored]


def test_no_word_of_a_resume_is_readable_in_the_database(archive: Archive, url: str) -> None:
    archive.resumes.put(ONE, PAYLOAD)
    [sealed] = raw(url)
    assert not any(word in sealed for word in PAYLOAD.split())


def test_storing_again_replaces_and_begins_the_time_anew(archive: Archive) -> None:
    first, _ = archive.resumes.put(ONE, PAYLOAD)
    again, is_new = archive.resumes.put(ONE, b"newer")
    assert not is_new
    assert again.created_at == first.created_at
    assert again.expires_at >= first.expires_at
    assert archive.resumes.get(ONE)[1] == b"newer"
    assert len(archive.resumes.listed(10)) == 1


def test_payloads_of_several_are_all_there_or_an_error(archive: Archive) -> None:
    archive.resumes.put(ONE, b"one")
    archive.resumes.put(OTHER, b"other")
    assert archive.resumes.payloads([OTHER, ONE]) == {ONE: b"one", OTHER: b"other"}
    assert archive.resumes.newest(1) == {OTHER: b"other"}
    with pytest.raises(UnknownResume):
        archive.resumes.payloads([ONE, "3" * 32])


def test_deleting_leaves_no_row(archive: Archive, url: str) -> None:
    archive.resumes.put(ONE, PAYLOAD)
    archive.resumes.delete(ONE)
    assert raw(url) == []
    with pytest.raises(UnknownResume):
        archive.resumes.get(ONE)
    with pytest.raises(UnknownResume):
        archive.resumes.delete(ONE)


def test_another_storage_key_is_told_and_can_still_delete(archive: Archive, url: str) -> None:
    archive.resumes.put(ONE, PAYLOAD)
    mistaken = Archive(url, Cipher(SecretStr("not the same secret")), timedelta(days=30))
    with pytest.raises(WrongStorageKey):
        mistaken.resumes.get(ONE)
    with pytest.raises(WrongStorageKey):
        mistaken.resumes.newest(10)
    mistaken.resumes.delete(ONE)
    mistaken.close()
    assert raw(url) == []


def test_an_expired_resume_is_gone_before_the_purge_and_erased_by_it(
    archive: Archive, url: str, cipher: Cipher
) -> None:
    short = Archive(url, cipher, timedelta(0))
    short.resumes.put(ONE, PAYLOAD)
    archive.resumes.put(OTHER, PAYLOAD)
    assert [stored.id for stored in archive.resumes.listed(10)] == [OTHER]
    assert len(raw(url)) == 2
    with pytest.raises(UnknownResume):
        archive.resumes.get(ONE)
    assert archive.resumes.purge() == 1
    assert archive.resumes.purge() == 0
    assert len(raw(url)) == 1
    short.close()


def test_an_expired_resume_that_comes_again_is_new(archive: Archive, url: str, cipher: Cipher) -> None:
    short = Archive(url, cipher, timedelta(0))
    short.resumes.put(ONE, PAYLOAD)
    assert archive.resumes.put(ONE, PAYLOAD)[1]
    short.close()


@pytest.mark.parametrize("way", ["delete", "purge"])
def test_reasons_of_decisions_go_with_the_resume(archive: Archive, url: str, cipher: Cipher, way: str) -> None:
    job = archive.jobs.add(None, "Data engineer wanted", {})
    short = Archive(url, cipher, timedelta(0))
    short.resumes.put(ONE, PAYLOAD)
    shown = Shown(job.id, ONE, 1, 0.5, 0.25, "review", True, "1")
    archive.decisions.add(shown, "advance", override=True, reason="Ada is known to us", decided_by="p")
    if way == "delete":
        archive.resumes.delete(ONE)
    else:
        archive.resumes.purge()
    [line] = archive.decisions.of_job(job.id)
    assert (line.decision, line.override, line.reason, line.score) == ("advance", True, None, 0.5)
    short.close()
