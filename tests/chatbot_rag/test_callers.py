"""Who holds which labels, and what a key that nobody has gets."""

from __future__ import annotations

from typing import Any

import pytest

from projects.chatbot_rag.callers import ANONYMOUS, admit_principals, identify
from projects.chatbot_rag.settings import Settings
from shared.serving.problems import Unauthorized

STAFF = {"key": "staff-key", "access": ["staff"]}
BOARD = {"key": "board-key", "access": ["staff", "board"]}


def settings_of(**changes: Any) -> Settings:
    return Settings(_env_file=None, **changes)


def test_nobody_in_particular_sees_what_is_public() -> None:
    caller = identify(None, settings_of(principals=[STAFF]))

    assert (caller.owner, set(caller.access)) == (ANONYMOUS, {"public"})


def test_key_opens_its_labels_and_what_is_public() -> None:
    settings = settings_of(principals=[STAFF, BOARD])

    assert identify("staff-key", settings).access == {"public", "staff"}
    assert identify("board-key", settings).access == {"public", "staff", "board"}


def test_owner_is_a_pseudonym_that_is_the_same_every_time_and_another_for_everybody() -> None:
    settings = settings_of(principals=[STAFF, BOARD])
    owners = [identify(key, settings).owner for key in ("staff-key", "staff-key", "board-key", None)]

    assert owners[0] == owners[1]
    assert len(set(owners)) == 3
    assert "staff" not in owners[0]


@pytest.mark.parametrize("key", ["wrong", "", "staff-ke", "stäff-key", "staff-key "])
def test_unknown_key_is_refused_instead_of_seeing_less(key: str) -> None:
    with pytest.raises(Unauthorized, match="unknown"):
        identify(key, settings_of(principals=[STAFF]))


def test_key_of_a_service_without_principals_opens_nothing_more() -> None:
    caller = identify("any", settings_of())

    assert caller.access == {"public"}
    assert caller.owner != ANONYMOUS


def test_keys_of_principals_are_api_keys_where_those_are_demanded() -> None:
    settings = admit_principals(settings_of(api_keys=["plain"], principals=[STAFF]))

    assert [key.get_secret_value() for key in settings.api_keys] == ["plain", "staff-key"]
    assert identify("plain", settings).access == {"public"}
    assert identify("staff-key", settings).access == {"public", "staff"}


def test_principals_alone_demand_no_key() -> None:
    assert admit_principals(settings_of(principals=[STAFF])).api_keys == ()
