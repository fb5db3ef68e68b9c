"""Jobs, stored resumes and decisions: what is kept, what is changed, and what goes again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from projects.resume_screener import receipts
from projects.resume_screener.api import create_app
from projects.resume_screener.store import Cipher
from tests.resume_screener.api.conftest import MakeSettings
from tests.resume_screener.calls import DECISIONS, JOBS, PROBLEM, RESUMES, add_job, by_file, form, rank, store
from tests.resume_screener.people import ENGINEER, JOB_AD, NAME, NURSE

ABSENT = "0" * 32


def decide(client: TestClient, candidate: dict[str, Any], decision: str, **body: str) -> Any:
    return client.post(DECISIONS, json={"receipt": candidate["receipt"], "decision": decision, **body})


def table(database: Path, name: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608


def test_job_is_stored_with_what_it_asks_for(client: TestClient) -> None:
    job = add_job(client)
    importance = {each["label"]: each["importance"] for each in job["requirements"]}

    assert job["title"].lower() == "data engineer"
    assert (job["minimum_years"], job["minimum_level"]) == (3, 0)
    assert importance == {"Python": "must", "SQL": "must", "Apache Airflow": "must", "Apache Kafka": "nice"}
    assert client.get(f"{JOBS}/{job['job_id']}").json() == job
    assert [each["job_id"] for each in client.get(JOBS).json()["jobs"]] == [job["job_id"]]


def test_importance_that_is_set_by_hand_stays(client: TestClient) -> None:
    job = add_job(client)
    kafka = next(each["id"] for each in job["requirements"] if each["label"] == "Apache Kafka")
    changed = client.patch(f"{JOBS}/{job['job_id']}", json={"importance": {kafka: "must"}}).json()
    ranking = rank(client, job_id=job["job_id"])

    assert changed["importance"] == {kafka: "must"}
    for requirements in (changed["requirements"], ranking["job"]["requirements"]):
        assert {each["importance"] for each in requirements} == {"must"}


def test_importance_of_what_the_job_does_not_ask_for_is_refused(client: TestClient) -> None:
    body = {"importance": {"tech:cobol": "must"}}
    responses = [
        client.patch(f"{JOBS}/{add_job(client)['job_id']}", json=body),
        client.post(JOBS, json={"text": JOB_AD, **body}),
    ]
    assert [response.status_code for response in responses] == [422, 422]
    assert "does not ask for tech:cobol" in responses[0].json()["detail"]


def test_job_without_decisions_can_be_deleted(client: TestClient) -> None:
    job_id = add_job(client)["job_id"]
    assert client.delete(f"{JOBS}/{job_id}").status_code == 204
    assert client.get(f"{JOBS}/{job_id}").status_code == 404


def test_resumes_are_stored_encrypted_without_their_files_and_names(client: TestClient, database: Path) -> None:
    [key] = store(client, ENGINEER)
    shown = [client.get(f"{RESUMES}/{key}", params={"blind": blind}).json() for blind in (True, False)]
    content = b"".join(file.read_bytes() for file in database.parent.glob("service.db*"))

    assert shown[1]["resume"]["contact"]["name"]["value"] == NAME
    assert shown[0]["resume"]["contact"]["name"] is None
    assert not any(word.encode() in content for word in (*NAME.split(), "Initech", "pipelines", "0.txt"))


def test_resume_that_is_stored_twice_is_one(client: TestClient) -> None:
    assert store(client, ENGINEER) == store(client, ENGINEER)
    assert len(client.get(RESUMES).json()["resumes"]) == 1


def test_deleted_resume_leaves_no_row(client: TestClient, database: Path) -> None:
    [key] = store(client, ENGINEER)
    assert client.delete(f"{RESUMES}/{key}").status_code == 204
    assert table(database, "screener_resumes") == []
    assert client.get(f"{RESUMES}/{key}").status_code == 404
    assert client.delete(f"{RESUMES}/{key}").status_code == 404


def test_what_is_ranked_or_parsed_is_not_stored(client: TestClient, database: Path) -> None:
    rank(client)
    client.post("/v1/parse", json={"text": ENGINEER})
    assert table(database, "screener_resumes") == []


def test_expired_resumes_are_purged_at_the_start(make_settings: MakeSettings, database: Path) -> None:
    with TestClient(create_app(make_settings())) as client:
        store(client, ENGINEER)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE screener_resumes SET expires_at = '2020-01-01 00:00:00'")
    with TestClient(create_app(make_settings())) as client:
        assert client.get(RESUMES).json()["resumes"] == []
    assert table(database, "screener_resumes") == []


def test_another_storage_key_is_told_and_breaks_nothing_else(make_settings: MakeSettings) -> None:
    with TestClient(create_app(make_settings())) as client:
        [key] = store(client, ENGINEER)
        job_id = add_job(client)["job_id"]
    with TestClient(create_app(make_settings(storage_key="another secret, not the first"))) as client:
        refused = [client.get(f"{RESUMES}/{key}"), client.get(f"{JOBS}/{job_id}/ranking")]
        ranking = rank(client, job_id=job_id)
        deleted = client.delete(f"{RESUMES}/{key}")

    assert [response.status_code for response in refused] == [503, 503]
    assert "RESUME_SCREENER__STORAGE_KEY" in refused[0].json()["detail"]
    assert len(ranking["candidates"]) == 3
    assert deleted.status_code == 204


def test_decision_is_logged_with_what_was_shown(client: TestClient) -> None:
    job_id = add_job(client)["job_id"]
    candidate = by_file(rank(client, job_id=job_id))[2]
    response = decide(client, candidate, "hold", decided_by="recruiter-17")
    [line] = client.get(f"{JOBS}/{job_id}/decisions").json()["decisions"]

    assert response.status_code == 201
    assert line == response.json()
    for field in ("rank", "score", "probability", "recommendation", "resume_id"):
        assert line[field] == candidate[field], field
    assert (line["job_id"], line["decision"], line["override"], line["blind"]) == (job_id, "hold", False, True)
    assert line["model_version"] == "1"
    assert "recruiter" not in line["decided_by"]


def test_decision_against_the_recommendation_needs_a_reason(client: TestClient) -> None:
    job_id = add_job(client)["job_id"]
    candidate = by_file(rank(client, job_id=job_id))[0]
    assert candidate["recommendation"] == "review"
    refused = [decide(client, candidate, "advance"), decide(client, candidate, "advance", reason="  ")]
    accepted = decide(client, candidate, "advance", reason="She built our first pipeline.")

    assert [response.status_code for response in refused] == [422, 422]
    assert "say why" in refused[0].json()["detail"]
    assert (accepted.status_code, accepted.json()["override"]) == (201, True)
    assert decide(client, candidate, "reject").json()["override"] is False


def test_decisions_outlive_the_resume_and_lose_their_reason(client: TestClient) -> None:
    [key] = store(client, NURSE)
    job_id = add_job(client)["job_id"]
    [candidate] = client.get(f"{JOBS}/{job_id}/ranking").json()["candidates"]
    decide(client, candidate, "advance", reason="Aisha learns fast.")
    client.delete(f"{RESUMES}/{key}")
    [line] = client.get(f"{JOBS}/{job_id}/decisions").json()["decisions"]

    assert (line["decision"], line["override"], line["reason"]) == ("advance", True, None)
    conflict = client.delete(f"{JOBS}/{job_id}")
    assert (conflict.status_code, conflict.headers["Content-Type"]) == (409, PROBLEM)


def test_candidates_of_a_job_that_is_not_stored_have_no_receipt(reader: TestClient) -> None:
    assert {candidate["receipt"] for candidate in rank(reader)["candidates"]} == {None}


@pytest.mark.parametrize("receipt", ["x", "Ä" * 50, "A" * 2000, "====", "AQAB" * 20])
def test_receipt_that_was_not_given_here_is_refused(reader: TestClient, receipt: str) -> None:
    response = reader.post(DECISIONS, json={"receipt": receipt, "decision": "hold"})
    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert "not given here" in response.json()["detail"]


def test_number_in_a_receipt_cannot_be_changed(client: TestClient, app: Any) -> None:
    candidate = by_file(rank(client, job_id=add_job(client)["job_id"]))[0]
    own: Cipher = app.state.context.cipher
    shown = receipts.redeem(candidate["receipt"], own)
    assert shown.score == candidate["score"]
    broken = candidate["receipt"][:-8] + ("A" if candidate["receipt"][-8] != "A" else "B") + candidate["receipt"][-7:]
    assert client.post(DECISIONS, json={"receipt": broken, "decision": "hold"}).status_code == 422


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", f"{JOBS}/{ABSENT}"),
        ("DELETE", f"{JOBS}/{ABSENT}"),
        ("GET", f"{JOBS}/{ABSENT}/ranking"),
        ("GET", f"{JOBS}/{ABSENT}/decisions"),
        ("GET", f"{RESUMES}/{ABSENT}"),
        ("DELETE", f"{RESUMES}/{ABSENT}"),
    ],
)
def test_what_does_not_exist_is_not_found(reader: TestClient, method: str, address: str) -> None:
    response = reader.request(method, address)
    assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize("fields", [{"job": JOB_AD, "resume_ids": [ABSENT]}, {"job_id": ABSENT}])
def test_ranking_of_what_is_not_stored_is_not_found(reader: TestClient, fields: dict[str, Any]) -> None:
    assert reader.post("/v1/rank", data=fields, files=form(NURSE)).status_code == 404
