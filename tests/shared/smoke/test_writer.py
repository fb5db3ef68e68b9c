"""What was acknowledged is remembered and looked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.smoke import writer as writers
from shared.smoke.durable import Durable
from shared.smoke.report import Failed
from shared.smoke.writer import Acknowledged, Writer
from tests.shared.smoke.conftest import Toy
from tests.waiting import await_true


@pytest.fixture
def writer(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    monkeypatch.setattr(writers, "PAUSE_SECONDS", 0.01)
    writer = Writer(toy.service())
    writer.start()
    await_true(lambda: len(writer.acknowledged) >= 3)
    yield writer
    writer.stop()


def test_everything_acknowledged_is_found_again(writer: Writer) -> None:
    writer.stop()
    count = len(writer.acknowledged)
    assert writer.read_again() == f"{count} of {count} are there (note); 0 were refused"


def test_one_that_is_lost_is_named(toy: Toy, writer: Writer) -> None:
    writer.stop()
    toy.notes["1"] = toy.notes.pop("0")
    lost = writer.acknowledged[0].key
    with pytest.raises(Failed, match=f"1 of [0-9]+ lost, the first: note {lost}"):
        writer.read_again()


def test_an_acknowledgement_that_does_not_say_where_to_look_fails(toy: Toy) -> None:
    writer = Writer(toy.service())
    note = Durable("note", "/v1/notes", found_at="/v1/notes/{renamed}")
    writer.acknowledged.append(Acknowledged(note, "a-key", {"note_id": "0"}))
    with pytest.raises(Failed, match="no 'renamed' in the acknowledgement of a note"):
        writer.read_again()


def test_a_refusal_is_counted_with_its_reason_and_promises_nothing(toy: Toy, writer: Writer) -> None:
    toy.status = 503
    await_true(lambda: writer.refused >= 2)
    acknowledged = len(writer.acknowledged)
    await_true(lambda: writer.refused >= 4)
    assert len(writer.acknowledged) == acknowledged
    assert writer.reason == "the database is away"
    toy.status = 201
    await_true(lambda: len(writer.acknowledged) > acknowledged)


def test_an_answer_that_is_neither_fails(toy: Toy, writer: Writer) -> None:
    toy.status = 500
    await_true(lambda: writer._unexpected)
    with pytest.raises(Failed, match="note: 500"):
        writer.read_again()


def test_a_key_stands_wherever_it_is_named() -> None:
    nested = Durable("job", "/", {"texts": ["a {key}"], "deep": {"id": "{key}"}, "k": 3})
    assert nested.body("x") == {"json": {"texts": ["a x"], "deep": {"id": "x"}, "k": 3}}
    form = Durable("file", "/", files={"{key}.txt": "says {key}"})
    assert form.body("x") == {"files": [("files", ("x.txt", "says x"))]}
    assert Durable("session", "/").body("x") == {"files": []}
