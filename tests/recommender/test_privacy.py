"""No user id is written anywhere: not into the database, not into a log, whatever the request."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from projects.recommender.__main__ import cli
from projects.recommender.api import create_app
from projects.recommender.data.ids import of_pseudonym
from projects.recommender.settings import Settings
from shared.privacy import pseudonym
from shared.store import Store
from tests.recommender.calls import EXPLAIN, FEEDBACK, RECOMMENDATIONS, ask, event, flush, give
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


@pytest.mark.parametrize("path", [RECOMMENDATIONS, EXPLAIN, FEEDBACK])
def test_nobody_can_ask_for_the_history_of_a_pseudonym(reader: TestClient, path: str) -> None:
    bodies: dict[str, dict[str, object]] = {
        RECOMMENDATIONS: {},
        EXPLAIN: {"item_id": "film-3"},
        FEEDBACK: event("film-3"),
    }
    answer = reader.post(path, json={**bodies[path], "user_id": of_pseudonym("5e1f")})

    assert answer.status_code == 422
    assert "begin with 'pseudonym:'" in answer.text


def test_a_user_is_forgotten_on_command(
    settings: Settings, store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings)
    with TestClient(app) as client:
        for user in (ANN, STRANGER):
            give(client, event("film-3", user_id=user))
            ask(client, user_id=user, diversity=0)
        flush(app)
    monkeypatch.setenv("RECOMMENDER__DATABASE_URL", f"sqlite:///{database}")
    answer = CliRunner().invoke(cli, ["forget", ANN])

    assert answer.output.startswith("2 rows erased"), answer.output
    assert [row.subject for row in store.feedback_since()] == [pseudonym(STRANGER, settings.pseudonym_key)]
    assert [row.subject for row in store.predictions()] == [pseudonym(STRANGER, settings.pseudonym_key)]
