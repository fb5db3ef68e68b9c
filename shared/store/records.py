"""What goes into the store and comes out of it: frozen records that are valid from birth.

A record that exists can be written to SQLite and to PostgreSQL alike, so that one bad record can't
hold up the batch it travels in. `subject` is a pseudonymous id, never a name or an address.
All times are aware and are kept in UTC.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shared.store.errors import InvalidRecord

MAX_CHARACTERS = 256
"""Longest text outside a payload."""


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One answer of a model: enough to analyse it later, and nothing that names a person."""

    request_id: str
    model_version: str
    outcome: str
    subject: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    created_at: datetime = field(default_factory=now)

    def __post_init__(self) -> None:
        _require_text(
            request_id=self.request_id,
            model_version=self.model_version,
            outcome=self.outcome,
            subject=self.subject,
        )
        _require_json(self.payload)
        _require_aware(created_at=self.created_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One reaction of a subject to an item.

    `event_id` is chosen by the client and makes sending it again harmless. `occurred_at` is the
    client's clock, `received_at` the server's. `request_id` is the prediction that it answers.
    """

    event_id: str
    subject: str
    item: str
    kind: str
    occurred_at: datetime
    value: float = 1.0
    request_id: str | None = None
    received_at: datetime = field(default_factory=now)

    def __post_init__(self) -> None:
        _require_text(
            event_id=self.event_id,
            subject=self.subject,
            item=self.item,
            kind=self.kind,
            request_id=self.request_id,
        )
        if not math.isfinite(self.value):
            raise InvalidRecord(f"value must be a finite number, not {self.value}")
        _require_aware(occurred_at=self.occurred_at, received_at=self.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something worth analysing that is neither a prediction nor feedback, such as an exposure."""

    name: str
    subject: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime = field(default_factory=now)

    def __post_init__(self) -> None:
        _require_text(name=self.name, subject=self.subject)
        _require_json(self.payload)
        _require_aware(occurred_at=self.occurred_at)


def _require_text(**values: str | None) -> None:
    """PostgreSQL refuses NUL and index entries over 2.7 kB; neither database takes lone surrogates."""
    for name, value in values.items():
        if value is None:
            continue
        if len(value) > MAX_CHARACTERS:
            raise InvalidRecord(f"{name} has {len(value)} characters, at most {MAX_CHARACTERS} are stored")
        if "\0" in value:
            raise InvalidRecord(f"{name} must not hold a NUL character")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InvalidRecord(f"{name} must be valid Unicode") from None


def _require_json(payload: Mapping[str, Any]) -> None:
    try:
        json.dumps(payload, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidRecord(f"payload must be JSON: {error}") from error


def _require_aware(**times: datetime) -> None:
    for name, value in times.items():
        if value.utcoffset() is None:
            raise InvalidRecord(f"{name} must have a time zone")
        try:
            value.astimezone(UTC)
        except OverflowError:
            raise InvalidRecord(f"{name} is out of range") from None
