"""Who sees what: through every route, a foreign document or session is as absent as one that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from projects.chatbot_rag.api import create_app
from tests.chatbot_rag.calls import CHAT, DOCUMENTS, SESSIONS, add, ask, await_documents, event, form, session
from tests.chatbot_rag.conftest import BOARD, EVERYBODY, PRINCIPALS, STAFF, MakeSettings
from tests.chatbot_rag.library import TEXTS

PLAN = b"# The plan\n\nThe secret office in Lisbon opens on the ninth of May with forty desks.\n"
ABOUT = "When does the secret office in Lisbon open?"


@pytest.fixture
def guarded(make_settings: MakeSettings) -> Iterator[TestClient]:
    """A service in which some hold labels."""
    with TestClient(create_app(make_settings(principals=PRINCIPALS))) as client:
        await_documents(client)
        yield client


def asked(client: TestClient, headers: dict[str, str]) -> dict[str, Any]:
    response = client.post(CHAT, json={"question": ABOUT, "trace": True}, headers=headers)
    answer: dict[str, Any] = response.json()
    return answer


def test_foreign_document_is_nowhere(guarded: TestClient) -> None:
    [job] = add(guarded, ("plan.md", PLAN), access="board", headers=BOARD)
    addresses = [
        f"{DOCUMENTS}/{job['document_id']}",
        f"{DOCUMENTS}/{job['document_id']}/text",
        f"/v1/jobs/{job['job_id']}",
    ]
    for headers in (EVERYBODY, STAFF):
        answer = asked(guarded, headers)
        assert answer["status"] == "refused"
        everything = [
            str(answer),
            guarded.get(DOCUMENTS, headers=headers).text,
            guarded.get("/v1/jobs", headers=headers).text,
            guarded.get("/v1/search", params={"query": ABOUT, "k": 50}, headers=headers).text,
        ]
        assert not any("Lisbon" in text.replace(ABOUT, "") or "plan.md" in text for text in everything)
        absent = [guarded.get(address.replace(job["document_id"], "0" * 32), headers=headers) for address in addresses]
        foreign = [guarded.get(address, headers=headers) for address in addresses]
        foreign += [guarded.delete(addresses[0], headers=headers)]
        foreign += [guarded.post(f"{addresses[0]}/rollback", headers=headers)]
        assert {response.status_code for response in foreign} == {404}
        assert foreign[0].json()["detail"] == absent[0].json()["detail"]

    assert "ninth of May" in asked(guarded, BOARD)["answer"]
    assert [guarded.get(address, headers=BOARD).status_code for address in addresses] == [200] * 3


def test_answer_of_one_is_not_given_from_memory_to_another(guarded: TestClient) -> None:
    add(guarded, ("plan.md", PLAN), access="staff", headers=STAFF)
    answers = [asked(guarded, headers) for headers in (STAFF, EVERYBODY, STAFF, BOARD, EVERYBODY)]

    assert [answer["status"] for answer in answers] == ["answered", "refused", "answered", "answered", "refused"]


@pytest.mark.parametrize(("headers", "label"), [(EVERYBODY, "staff"), (STAFF, "board"), (BOARD, "nobody")])
def test_document_gets_no_label_that_its_sender_lacks(guarded: TestClient, headers: dict[str, str], label: str) -> None:
    response = guarded.post(DOCUMENTS, files=form(("plan.md", PLAN)), data={"access": label}, headers=headers)

    assert response.status_code == 422
    assert "label that you hold" in response.json()["detail"]
    assert guarded.get("/v1/jobs", headers=headers).json()["jobs"] == []


def test_labels_that_may_be_given_are_listed(guarded: TestClient) -> None:
    labels = [guarded.get(DOCUMENTS, headers=headers).json()["labels"] for headers in (EVERYBODY, STAFF, BOARD)]

    assert labels == [["public"], ["public", "staff"], ["board", "public", "staff"]]


def test_one_name_under_two_labels_is_two_documents(guarded: TestClient) -> None:
    add(guarded, ("plan.md", PLAN), access="board", headers=BOARD)
    add(guarded, ("plan.md", PLAN.replace(b"Lisbon", b"Porto")), access="staff", headers=STAFF)

    assert len(guarded.get(DOCUMENTS, headers=BOARD).json()["documents"]) == len(TEXTS) + 2
    assert len(guarded.get(DOCUMENTS, headers=STAFF).json()["documents"]) == len(TEXTS) + 1


def test_session_of_one_is_absent_for_another(guarded: TestClient) -> None:
    session_id = session(guarded, headers=STAFF)
    for headers in (EVERYBODY, BOARD):
        chat = guarded.post(CHAT, json={"question": ABOUT, "session_id": session_id}, headers=headers)
        responses = [chat, guarded.get(f"{SESSIONS}/{session_id}", headers=headers)]
        responses += [guarded.delete(f"{SESSIONS}/{session_id}", headers=headers)]
        absent = guarded.get(f"{SESSIONS}/absent", headers=headers)
        assert [response.status_code for response in [*responses, absent]] == [404] * 4
        assert {response.json()["detail"] for response in [*responses, absent]} == {absent.json()["detail"]}

    assert guarded.get(f"{SESSIONS}/{session_id}", headers=STAFF).json()["turns"] == []


def test_unknown_key_is_refused_instead_of_seeing_less(guarded: TestClient) -> None:
    headers = {"X-API-Key": "wrong"}
    responses = [
        guarded.post(CHAT, json={"question": ABOUT}, headers=headers),
        guarded.get(DOCUMENTS, headers=headers),
        guarded.post(SESSIONS, headers=headers),
        guarded.post("/v1/feedback", json=event("request"), headers=headers),
    ]

    assert [response.status_code for response in responses] == [401] * 4


def test_where_keys_are_demanded_those_of_principals_are_accepted(make_settings: MakeSettings) -> None:
    with TestClient(create_app(make_settings(api_keys=["plain"], principals=PRINCIPALS))) as client:
        found = [
            client.get(DOCUMENTS, headers=headers)
            for headers in (EVERYBODY, {"X-API-Key": "wrong"}, {"X-API-Key": "plain"}, STAFF)
        ]

    assert [response.status_code for response in found] == [401, 401, 200, 200]
    assert [response.json()["labels"] for response in found[2:]] == [["public"], ["public", "staff"]]


def test_public_document_is_for_everybody(guarded: TestClient) -> None:
    add(guarded, ("plan.md", PLAN), headers=STAFF)

    assert "ninth of May" in ask(guarded, ABOUT)["answer"]
