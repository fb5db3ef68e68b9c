"""Documents that come, change and go, and the index that follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.chatbot_rag import schemas
from tests.chatbot_rag.calls import DOCUMENTS, add, ask, await_documents, form, wait_for
from tests.chatbot_rag.library import ANSWERED, FORESTS, TEXTS

TEA = b"# Tea\n\nGreen tea is steeped for exactly two minutes in water of eighty degrees.\n"
COLD_TEA = b"# Tea\n\nGreen tea is steeped for exactly nine hours in cold water.\n"
ABOUT_TEA = "For how long is green tea steeped in water?"


def listed(client: TestClient) -> dict[str, dict[str, object]]:
    response = client.get(DOCUMENTS)
    schemas.DocumentList.model_validate(response.json())
    return {document["name"]: document for document in response.json()["documents"]}


def test_documents_of_the_start_are_listed_with_their_passages(reader: TestClient) -> None:
    documents = listed(reader)

    assert documents.keys() == TEXTS.keys()
    forests = documents["random-forests.md"]
    assert (forests["title"], forests["access"], forests["revision"]) == ("Random forests", "public", 1)
    assert forests["restorable"] is False
    assert reader.get(DOCUMENTS).json()["labels"] == ["public"]
    assert reader.get(f"{DOCUMENTS}/{forests['document_id']}").json() == forests


@pytest.mark.parametrize(
    ("start", "end", "around"), [(0, 0, 50), (20, 60, 30), (0, len(FORESTS), 10), (10**6, 10**6, 9)]
)
def test_text_is_the_passage_and_what_stands_around_it(reader: TestClient, start: int, end: int, around: int) -> None:
    document = listed(reader)["random-forests.md"]
    place = {"start": start, "end": end, "context": around}
    text = reader.get(f"{DOCUMENTS}/{document['document_id']}/text", params=place).json()

    assert text["passage"] == FORESTS[start:end]
    assert text["before"] == FORESTS[max(0, start - around) : start]
    assert text["after"] == FORESTS[end : end + around]
    assert text["more"] == (len(FORESTS) > end + around)


def test_added_document_is_answered_from_and_a_deleted_one_is_not(client: TestClient) -> None:
    before = ask(client, ABOUT_TEA)
    [job] = add(client, ("tea.md", TEA))
    after = ask(client, ABOUT_TEA)
    deletion = client.delete(f"{DOCUMENTS}/{job['document_id']}")
    wait_for(client, deletion.json()["job_id"])
    finally_ = ask(client, ABOUT_TEA)

    assert (job["state"], job["error"], job["name"]) == ("done", None, "tea.md")
    assert "two minutes" in after["answer"]
    assert deletion.status_code == 202
    assert [before["status"], finally_["status"]] == ["refused", "refused"]
    assert "tea.md" not in listed(client)


def test_replaced_document_can_be_rolled_back_and_forth(client: TestClient) -> None:
    said = []
    for text in (TEA, COLD_TEA):
        [job] = add(client, ("tea.md", text))
        said.append(ask(client, ABOUT_TEA)["answer"])
    address = f"{DOCUMENTS}/{job['document_id']}"
    for _ in range(2):
        restored = client.post(f"{address}/rollback")
        assert restored.status_code == 202
        wait_for(client, restored.json()["job_id"])
        said.append(ask(client, ABOUT_TEA)["answer"])

    assert ["two minutes" in answer for answer in said] == [True, False, True, False]
    assert client.get(address).json()["revision"] == 4


def test_document_that_was_never_replaced_has_nothing_to_go_back_to(client: TestClient) -> None:
    [job] = add(client, ("tea.md", TEA))
    response = client.post(f"{DOCUMENTS}/{job['document_id']}/rollback")

    assert response.status_code == 409
    assert "no previous revision" in response.json()["detail"]


def test_document_of_the_corpus_is_changed_in_its_folder_only(client: TestClient) -> None:
    document = listed(client)["dropout.md"]
    address = f"{DOCUMENTS}/{document['document_id']}"
    responses = [client.delete(address), client.post(f"{address}/rollback")]
    responses += [client.post(DOCUMENTS, files=form(("tea.md", TEA), ("dropout.md", TEA)))]

    assert [response.status_code for response in responses] == [409] * 3
    assert all("dropout.md belongs to the folder" in response.json()["detail"] for response in responses)
    assert client.get("/v1/jobs").json()["jobs"] == []


def test_same_bytes_again_change_nothing(client: TestClient) -> None:
    for _ in range(2):
        [job] = add(client, ("tea.md", TEA))
    index = client.get("/v1/index").json()

    assert client.get(f"{DOCUMENTS}/{job['document_id']}").json()["revision"] == 1
    assert index["revision"] == client.get("/v1/index").json()["revision"]


def test_files_that_cannot_be_read_are_failed_jobs_that_say_why(client: TestClient) -> None:
    jobs = add(client, ("empty.txt", b""), ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100)), ("tea.md", TEA))

    assert [job["state"] for job in jobs] == ["failed", "failed", "done"]
    assert all(job["error"]["code"] and job["error"]["message"] for job in jobs[:2])
    assert "empty" in jobs[0]["error"]["message"]
    assert listed(client).keys() == {*TEXTS, "tea.md"}
    assert {job["job_id"] for job in jobs} <= {job["job_id"] for job in client.get("/v1/jobs").json()["jobs"]}


def test_two_uploads_of_one_file_at_once_give_one_document(client: TestClient) -> None:
    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(lambda _: add(client, ("tea.md", TEA)), range(2)))

    jobs = [job for result in results for job in result]
    assert [job["state"] for job in jobs] == ["done", "done"]
    assert len({job["document_id"] for job in jobs}) == 1
    assert listed(client)["tea.md"]["chunks"] == 1


def test_several_files_of_one_request_are_as_many_jobs(client: TestClient) -> None:
    jobs = add(client, *((f"{number}.md", TEA) for number in range(20)))

    assert [job["state"] for job in jobs] == ["done"] * 20
    assert len(listed(client)) == len(TEXTS) + 20


@pytest.mark.parametrize("name", ["../../etc/passwd.md", "C:\\secret\\notes.md", "a/b/c.md"])
def test_folders_in_a_name_are_left_out(client: TestClient, name: str) -> None:
    [job] = add(client, (name, TEA))

    assert job["name"] == name.replace("\\", "/").rsplit("/", 1)[-1]


def test_index_tells_what_it_was_made_with(client: TestClient) -> None:
    index = client.get("/v1/index").json()
    schemas.IndexResponse.model_validate(index)
    [version] = index["versions"]

    assert (index["active"], index["degraded"]) == (version["version"], None)
    assert version["state"] == "active"
    assert version["chunks"] == index["chunks"] == sum(int(str(found["chunks"])) for found in listed(client).values())
    assert version["dimension"] == 64


def test_index_without_a_former_version_cannot_be_rolled_back(client: TestClient) -> None:
    response = client.post("/v1/index/rollback")

    assert response.status_code == 409
    assert "no previous version" in response.json()["detail"]
    assert ask(client, ANSWERED)["status"] == "answered"


def test_rebuilt_index_can_be_rolled_back_without_losing_a_document(client: TestClient, app: FastAPI) -> None:
    app.state.context.slot.current().model.index.rebuild()
    add(client, ("tea.md", TEA))
    rolled_back = client.post("/v1/index/rollback").json()

    assert (rolled_back["active"], [version["state"] for version in rolled_back["versions"]]) == (
        1,
        ["ready", "active"],
    )
    assert "two minutes" in ask(client, ABOUT_TEA)["answer"]
    await_documents(client, len(TEXTS) + 1)
