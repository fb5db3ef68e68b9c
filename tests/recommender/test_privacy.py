"""No user id is written anywhere: not into the database, not into a log, whatever the request."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from projects.recommender.api import create_app
from tests.recommender.calls import EXPLAIN, FEEDBACK, RECOMMENDATIONS, event, flush
from tests.recommender.conftest import MakeSettings
from tests.recommender.small_world import ANN, STRANGER

INVALID = "jane.doe@example.org"


def test_no_user_id_is_written_anywhere(
    make_settings: MakeSettings, database: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app = create_app(make_settings(log_level="DEBUG"))
    with TestClient(app) as client:
        for user in (ANN, STRANGER, INVALID):
            client.post(RECOMMENDATIONS, json={"user_id": user})
            client.post(RECOMMENDATIONS, json={"user_id": user, "history": ["nope"]})
            client.post(FEEDBACK, json=event("film-3", user_id=user))
            client.post(FEEDBACK, json=event("nope", user_id=user))
            client.post(EXPLAIN, json={"user_id": user, "item_id": "film-3"})
        flush(app)
        written = {file.name: file.read_bytes() for file in database.parent.glob("service.db*")}
    written |= {file.name + " at the end": file.read_bytes() for file in database.parent.glob("service.db*")}
    written["log"] = capfd.readouterr().err.encode()

    assert b"film-3" in b"".join(written.values())
    assert b"/v1/feedback" in written["log"]
    for name, content in written.items():
        for user in (ANN, STRANGER, INVALID):
            assert user.encode() not in content, f"{name} holds {user}"
