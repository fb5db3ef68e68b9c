from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from shared.store import Event, Feedback, InvalidRecord, Prediction

EARLY_IN_THE_EAST = datetime.min.replace(tzinfo=timezone(timedelta(hours=9)))
BAD_TEXT = ["nul\0", "\ud800", "a" * 257]
BAD_TIMES = [datetime.now(UTC).replace(tzinfo=None), EARLY_IN_THE_EAST]
BAD_PAYLOADS: list[dict[str, Any]] = [{"score": float("nan")}, {"items": {1, 2}}, {"at": datetime.now(UTC)}]
FEEDBACK: dict[str, Any] = {"event_id": "e", "subject": "u", "item": "i", "kind": "like"}


def make_endless() -> dict[str, Any]:
    payload: dict[str, Any] = {}
    payload["self"] = payload
    return payload


@pytest.mark.parametrize("field", ["event_id", "subject", "item", "kind", "request_id"])
@pytest.mark.parametrize("text", BAD_TEXT, ids=ascii)
def test_feedback_with_text_that_no_database_takes_is_refused(field: str, text: str) -> None:
    with pytest.raises(InvalidRecord, match=field):
        Feedback(**{"occurred_at": datetime.now(UTC), **FEEDBACK, field: text})


@pytest.mark.parametrize("field", ["occurred_at", "received_at"])
@pytest.mark.parametrize("time", BAD_TIMES, ids=["naive", "before the year 1"])
def test_feedback_at_a_time_that_is_no_moment_is_refused(field: str, time: datetime) -> None:
    with pytest.raises(InvalidRecord, match=field):
        Feedback(**{"occurred_at": datetime.now(UTC), **FEEDBACK, field: time})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_feedback_whose_value_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(InvalidRecord, match="finite"):
        Feedback(**{"occurred_at": datetime.now(UTC), **FEEDBACK, "value": value})


@pytest.mark.parametrize("payload", [*BAD_PAYLOADS, make_endless()], ids=repr)
def test_a_payload_that_is_no_json_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidRecord, match="payload"):
        Prediction(request_id="r", model_version="1", outcome="ok", payload=payload)
    with pytest.raises(InvalidRecord, match="payload"):
        Event(name="exposure", payload=payload)


@pytest.mark.parametrize("text", BAD_TEXT, ids=ascii)
def test_predictions_and_events_with_bad_text_are_refused(text: str) -> None:
    with pytest.raises(InvalidRecord, match="outcome"):
        Prediction(request_id="r", model_version="1", outcome=text)
    with pytest.raises(InvalidRecord, match="name"):
        Event(name=text)


def test_what_is_made_now_has_the_time_of_now() -> None:
    before = datetime.now(UTC)
    prediction = Prediction(request_id="r", model_version="1", outcome="ok")
    event = Event(name="exposure")
    assert before <= prediction.created_at <= event.occurred_at <= datetime.now(UTC)
