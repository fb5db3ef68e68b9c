"""Conversations in a real database: whose they are, in which order, and what survives."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from projects.chatbot_rag.answer import Turn
from projects.chatbot_rag.sessions import Sessions, UnknownSession
from projects.chatbot_rag.store import Database
from shared.store import StoreUnavailable

MINE, THEIRS = "me", "somebody else"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'chatbot_rag.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def sessions(database: Database) -> Sessions:
    return Sessions(database)


def say(sessions: Sessions, session_id: str, number: int) -> None:
    sessions.append(session_id, MINE, f"question {number}", f"answer {number}", {"number": number})


def test_turns_come_back_in_order_with_the_whole_answer(sessions: Sessions) -> None:
    session_id = sessions.create(MINE)
    for number in range(3):
        say(sessions, session_id, number)
    turns = sessions.turns(session_id, MINE)

    assert [turn.role for turn in turns] == ["user", "assistant"] * 3
    assert [turn.content for turn in turns[:4]] == ["question 0", "answer 0", "question 1", "answer 1"]
    assert [turn.answer for turn in turns[:2]] == [None, {"number": 0}]
    assert turns[0].created_at.utcoffset() is not None


def test_history_is_the_last_turns_only(sessions: Sessions) -> None:
    session_id = sessions.create(MINE)
    for number in range(5):
        say(sessions, session_id, number)

    assert sessions.history(session_id, MINE, limit=3) == (
        Turn("assistant", "answer 3"),
        Turn("user", "question 4"),
        Turn("assistant", "answer 4"),
    )


def test_new_session_has_no_history_and_an_id_of_its_own(sessions: Sessions) -> None:
    ids = [sessions.create(MINE) for _ in range(50)]

    assert len(set(ids)) == 50
    assert min(map(len, ids)) >= 32
    assert sessions.turns(ids[0], MINE) == []


@pytest.mark.parametrize("whose", ["foreign", "absent", "deleted"])
def test_foreign_session_is_as_unknown_as_an_absent_one(sessions: Sessions, whose: str) -> None:
    session_id = sessions.create(THEIRS if whose == "foreign" else MINE)
    if whose == "deleted":
        sessions.delete(session_id, MINE)
    if whose == "absent":
        session_id = "absent"

    messages = set()
    for use in (
        lambda: sessions.turns(session_id, MINE),
        lambda: sessions.history(session_id, MINE, limit=1),
        lambda: say(sessions, session_id, 0),
        lambda: sessions.delete(session_id, MINE),
    ):
        with pytest.raises(UnknownSession) as error:
            use()
        messages.add(str(error.value))

    assert len(messages) == 1
    if whose == "foreign":
        assert sessions.turns(session_id, THEIRS) == []


def test_deleted_session_leaves_no_turn(sessions: Sessions, database: Database) -> None:
    kept, deleted = sessions.create(MINE), sessions.create(MINE)
    for session_id in (kept, deleted):
        say(sessions, session_id, 0)
    sessions.delete(deleted, MINE)

    with database.reading() as connection:
        left = connection.exec_driver_sql("SELECT session_id FROM chatbot_turns").scalars().all()
    assert left == [kept, kept]


def test_answers_of_one_session_at_the_same_time_are_all_kept_whole(sessions: Sessions) -> None:
    session_id = sessions.create(MINE)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: say(sessions, session_id, number), range(24)))
    contents = [turn.content for turn in sessions.turns(session_id, MINE)]

    pairs = set(zip(contents[::2], contents[1::2], strict=True))
    assert pairs == {(f"question {number}", f"answer {number}") for number in range(24)}


def test_database_that_is_away_is_an_error_that_says_so(tmp_path: Path) -> None:
    sessions = Sessions(Database(f"sqlite:///{tmp_path / 'nowhere' / 'a.db'}"))

    with pytest.raises(StoreUnavailable):
        sessions.create(MINE)
