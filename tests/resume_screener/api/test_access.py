"""API keys, and secrets that production must not run with."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from projects.resume_screener.api import create_app
from projects.resume_screener.settings import Settings
from tests.resume_screener.api.conftest import MakeSettings
from tests.resume_screener.calls import DECISIONS, JOBS, RANK, form
from tests.resume_screener.people import JOB_AD, NURSE

KEYS = [{"X-API-Key": "first-key"}, {"X-API-Key": "second-key"}]


def test_every_route_asks_for_a_key_when_there_are_keys(make_settings: MakeSettings) -> None:
    with TestClient(create_app(make_settings(api_keys=["first-key"]))) as client:
        paths = client.get("/openapi.json").json()["paths"]
        answers = {
            (method, path): client.request(method, path).status_code
            for path, methods in paths.items()
            for method in methods
            if path.startswith("/v1")
        }
        page = client.get("/")
    assert set(answers.values()) == {401}
    assert page.status_code == 200


def test_holders_of_two_keys_are_two_in_the_log(make_settings: MakeSettings) -> None:
    with TestClient(create_app(make_settings(api_keys=["first-key", "second-key"]))) as client:
        job_id = client.post(JOBS, json={"text": JOB_AD}, headers=KEYS[0]).json()["job_id"]
        ranking = client.post(RANK, data={"job_id": job_id}, files=form(NURSE), headers=KEYS[0]).json()
        receipt = ranking["candidates"][0]["receipt"]
        deciders = [
            client.post(DECISIONS, json={"receipt": receipt, "decision": "hold"}, headers=key).json()["decided_by"]
            for key in (*KEYS, KEYS[0])
        ]
    assert deciders[0] == deciders[2] != deciders[1]
    assert "key" not in "".join(deciders)


def test_production_refuses_the_storage_key_of_the_source_code() -> None:
    with pytest.raises(ValidationError, match="RESUME_SCREENER__STORAGE_KEY"):
        Settings(_env_file=None, environment="production", pseudonym_key="a key of our own")
    Settings(
        _env_file=None, environment="production", pseudonym_key="a key of our own", storage_key="another of our own"
    )
