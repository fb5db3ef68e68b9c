from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.store import Event, Feedback, InvalidRecord, Prediction, Store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def make_feedback(event_id: str, **changes: Any) -> Feedback:
    fields: dict[str, Any] = {"subject": "u1", "item": "50", "kind": "like", "occurred_at": NOON}
    return Feedback(event_id=event_id, **{"received_at": NOON, **fields, **changes})


def make_prediction(request_id: str, **changes: Any) -> Prediction:
    fields: dict[str, Any] = {"model_version": "3", "outcome": "ok", "subject": "u1", "created_at": NOON}
    return Prediction(request_id=request_id, **{**fields, **changes})


def make_event(name: str = "exposure", **changes: Any) -> Event:
    return Event(name=name, **{"subject": "u1", "occurred_at": NOON, **changes})


def test_feedback_comes_back_as_it_went_in(store: Store) -> None:
    record = make_feedback("e1", value=-0.1, request_id="r1", occurred_at=NOON + timedelta(microseconds=1))
    store.add_feedback([record])
    assert store.feedback_of("u1") == [record]
    assert list(store.feedback_since()) == [record]


def test_predictions_and_events_come_back_as_they_went_in(store: Store) -> None:
    payload = {"items": ["50", "172"], "scores": [0.5, 1e-9], "cold": False, "note": None, "nul": "\0"}
    prediction = make_prediction("r1", subject=None, payload=payload)
    event = make_event(subject=None, payload=payload)
    store.add_predictions([prediction])
    store.add_events([event])
    assert list(store.predictions()) == [prediction]
    assert list(store.events("exposure")) == [event]


@pytest.mark.parametrize(
    "subject", ["'; DROP TABLE feedback; --", "Zoë 🎬", "", " ", "\\x00", "%", "a" * 256, "🎬" * 256]
)
def test_any_text_is_stored_verbatim(subject: str, store: Store) -> None:
    store.add_feedback([make_feedback(subject, subject=subject, item=subject)])
    assert [record.item for record in store.feedback_of(subject)] == [subject]


def test_times_of_any_zone_come_back_in_utc(store: Store) -> None:
    tokyo = datetime(2026, 11, 23, 21, tzinfo=timezone(timedelta(hours=9)))
    store.add_feedback([make_feedback("e1", occurred_at=tokyo)])
    [record] = store.feedback_of("u1")
    assert record.occurred_at == NOON
    assert record.occurred_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("time", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_first_and_the_last_moment_are_stored(time: datetime, store: Store) -> None:
    store.add_feedback([make_feedback("e1", occurred_at=time)])
    assert store.feedback_of("u1")[0].occurred_at == time


def test_an_event_id_is_stored_once(store: Store) -> None:
    first = make_feedback("e1", value=1.0)
    assert store.add_feedback([first]) == [True]
    assert store.add_feedback([make_feedback("e1", value=5.0)]) == [False]
    assert store.feedback_of("u1") == [first]


def test_of_the_same_event_in_one_batch_the_first_counts(store: Store) -> None:
    batch = [make_feedback("e2"), make_feedback("e1", value=1.0), make_feedback("e1", value=5.0)]
    assert store.add_feedback(batch) == [True, True, False]
    assert {record.event_id: record.value for record in store.feedback_of("u1")} == {"e1": 1.0, "e2": 1.0}


def test_a_large_batch_reports_each_record(store: Store) -> None:
    store.add_feedback([make_feedback(f"e{number}") for number in range(0, 3000, 2)])
    new = store.add_feedback([make_feedback(f"e{number}") for number in range(3000)])
    assert new == [number % 2 == 1 for number in range(3000)]


def test_nothing_to_add_is_fine(store: Store) -> None:
    assert store.add_feedback([]) == []
    store.add_predictions([])
    store.add_events([])
    assert list(store.predictions()) == []


def test_the_newest_feedback_of_a_subject_comes_first(store: Store) -> None:
    hours = {"a": 2, "b": 0, "c": 3, "d": 1}
    store.add_feedback([make_feedback(id_, occurred_at=NOON + timedelta(hours=hours[id_])) for id_ in hours])
    store.add_feedback([make_feedback("e", subject="u2")])
    assert [record.event_id for record in store.feedback_of("u1", limit=3)] == ["c", "a", "d"]


def test_reading_pages_through_everything_in_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.store.PAGE", 2)
    store.add_predictions([make_prediction(f"r{number}") for number in range(5)])
    assert [record.request_id for record in store.predictions()] == ["r0", "r1", "r2", "r3", "r4"]
    assert [record.request_id for record in store.predictions(limit=3)] == ["r0", "r1", "r2"]
    assert list(store.predictions(limit=0)) == []


def test_reading_can_start_after_a_time(store: Store) -> None:
    times = [NOON + timedelta(minutes=minute) for minute in range(3)]
    store.add_feedback([make_feedback(f"e{number}", received_at=time) for number, time in enumerate(times)])
    store.add_predictions([make_prediction(f"r{number}", created_at=time) for number, time in enumerate(times)])
    store.add_events([make_event(payload={"n": number}, occurred_at=time) for number, time in enumerate(times)])
    assert [record.event_id for record in store.feedback_since(times[0])] == ["e1", "e2"]
    assert [record.event_id for record in store.feedback_since(times[0], limit=1)] == ["e1"]
    assert [record.request_id for record in store.predictions(since=times[1])] == ["r2"]
    assert [record.payload for record in store.events("exposure", since=times[1])] == [{"n": 2}]


def test_reading_selects_a_model_version_or_an_event_name(store: Store) -> None:
    store.add_predictions([make_prediction("r1", model_version="3"), make_prediction("r2", model_version="4")])
    store.add_events([make_event("exposure"), make_event("retrained")])
    assert [record.request_id for record in store.predictions(model_version="4")] == ["r2"]
    assert [record.name for record in store.events("retrained")] == ["retrained"]


def ids_of(windows: tuple[list[Prediction], list[Prediction]]) -> tuple[list[str], list[str]]:
    first, latest = ([record.request_id for record in window] for window in windows)
    return first, latest


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (0, ([], [])),
        (2, (["r0", "r1"], [])),
        (3, (["r0", "r1", "r2"], [])),
        (5, (["r0", "r1", "r2"], ["r3", "r4"])),
        (6, (["r0", "r1", "r2"], ["r3", "r4", "r5"])),
        (9, (["r0", "r1", "r2"], ["r6", "r7", "r8"])),
    ],
)
def test_the_first_and_the_latest_predictions_never_overlap(
    store: Store, stored: int, expected: tuple[list[str], list[str]]
) -> None:
    store.add_predictions([make_prediction(f"r{number}") for number in range(stored)])
    assert ids_of(store.first_and_latest("3", 3)) == expected


def test_the_first_and_the_latest_predictions_are_those_of_one_version_and_service(store: Store, url: str) -> None:
    other = Store(url, service="image_classifier")
    mine = make_prediction("r2", payload={"items": ["50"]})
    store.add_predictions([make_prediction("r1", model_version="2"), mine, make_prediction("r3")])
    other.add_predictions([make_prediction("r4")])
    assert store.first_and_latest("3", 1) == ([mine], [make_prediction("r3")])
    assert ids_of(store.first_and_latest("3", 3)) == (["r2", "r3"], [])
    other.close()


def test_a_reader_can_write_between_two_records(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.store.PAGE", 1)
    store.add_predictions([make_prediction("r1"), make_prediction("r2")])
    for record in store.predictions():
        store.add_events([make_event(payload={"seen": record.request_id})])
    assert [event.payload["seen"] for event in store.events("exposure")] == ["r1", "r2"]


def test_services_in_one_database_do_not_see_each_other(store: Store, url: str) -> None:
    store.add_feedback([make_feedback("e1")])
    store.add_predictions([make_prediction("r1")])
    store.add_events([make_event()])
    other = Store(url, service="resume_screener")

    assert other.add_feedback([make_feedback("e1")]) == [True]
    assert list(other.predictions()) == []
    assert list(other.events("exposure")) == []
    assert other.delete_subject("u1") == 1
    assert other.purge(NOON + timedelta(days=1)) == 0
    assert len(store.feedback_of("u1")) == 1
    other.close()


def test_a_subject_is_erased_everywhere(store: Store) -> None:
    for subject in ("u1", "u2"):
        store.add_feedback([make_feedback(f"e-{subject}", subject=subject)])
        store.add_predictions([make_prediction("r1", subject=subject)])
        store.add_events([make_event(subject=subject)])
    assert store.delete_subject("u1") == 3
    assert store.delete_subject("u1") == 0
    assert [record.subject for record in store.feedback_since()] == ["u2"]
    assert [record.subject for record in store.predictions()] == ["u2"]
    assert [record.subject for record in store.events("exposure")] == ["u2"]


def test_purge_deletes_what_is_older(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.store.store.PAGE", 2)
    times = [NOON + timedelta(days=day) for day in range(5)]
    store.add_feedback([make_feedback(f"e{number}", received_at=time) for number, time in enumerate(times)])
    store.add_predictions([make_prediction(f"r{number}", created_at=time) for number, time in enumerate(times)])
    store.add_events([make_event(occurred_at=time) for time in times])
    assert store.purge(times[4]) == 12
    assert [record.received_at for record in store.feedback_since()] == [times[4]]
    assert [record.created_at for record in store.predictions()] == [times[4]]
    assert [record.occurred_at for record in store.events("exposure")] == [times[4]]


@pytest.mark.parametrize("subject", ["\ud800"])
def test_looking_for_text_that_can_not_exist_is_the_callers_mistake(subject: str, store: Store) -> None:
    with pytest.raises(InvalidRecord):
        store.feedback_of(subject)
    with pytest.raises(InvalidRecord):
        store.delete_subject(subject)


def test_a_store_that_was_closed_can_be_used_again(store: Store) -> None:
    store.close()
    store.ping()


def make_exposure(subject: str | None, variant: str, minutes: int, experiment: str = "colour") -> Event:
    payload = {"experiment": experiment, "variant": variant}
    return make_event(subject=subject, payload=payload, occurred_at=NOON + timedelta(minutes=minutes))


def conversions(store: Store) -> list[tuple[str, int, int]]:
    return store.conversions("exposure", experiment="colour", kind="like")


def test_conversions_count_each_subject_once_for_its_first_exposure(store: Store) -> None:
    store.add_events([make_exposure("u1", "red", 5), make_exposure("u1", "blue", 0), make_exposure("u2", "red", 0)])
    store.add_feedback([make_feedback(f"e{n}", received_at=NOON + timedelta(minutes=n)) for n in range(3)])
    assert conversions(store) == [("blue", 1, 1), ("red", 1, 0)]


@pytest.mark.parametrize(("microseconds", "converted"), [(-1, 0), (0, 1), (1, 1)])
def test_a_conversion_is_received_with_the_exposure_or_later(store: Store, microseconds: int, converted: int) -> None:
    store.add_events([make_exposure("u1", "red", 0)])
    store.add_feedback([make_feedback("e1", received_at=NOON + timedelta(microseconds=microseconds))])
    assert conversions(store) == [("red", 1, converted)]


def test_a_conversion_after_an_early_one_counts(store: Store) -> None:
    store.add_events([make_exposure("u1", "red", 0)])
    store.add_feedback([make_feedback(f"e{n}", received_at=NOON + timedelta(minutes=n)) for n in (-1, 1)])
    assert conversions(store) == [("red", 1, 1)]


def test_conversions_leave_out_what_is_not_asked_for(store: Store, url: str) -> None:
    other = Store(url, service="other")
    other.add_events([make_exposure("u3", "red", 0)])
    other.add_feedback([make_feedback("e1")])
    store.add_events([make_exposure(None, "red", 0), make_exposure("u2", "red", 0, experiment="size")])
    store.add_events([make_event("retrained"), make_event(), make_exposure("u1", "red", 0)])
    store.add_feedback([make_feedback("e2", kind="watch"), make_feedback("e3", subject="stranger")])
    assert conversions(store) == [("red", 1, 0)]
    other.close()


def test_without_exposures_there_are_no_conversions(store: Store) -> None:
    store.add_feedback([make_feedback("e1")])
    assert conversions(store) == []
