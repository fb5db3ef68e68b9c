"""The answers of the service: whole and streamed, with what they stand on, and in a conversation."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.chatbot_rag import schemas
from shared.store import Store
from tests.chatbot_rag.calls import CHAT, FEEDBACK, SESSIONS, SSE, ask, event, events_of, flush, session, stream
from tests.chatbot_rag.library import ANOTHER, ANSWERED, REFUSED, TEXTS

OF_THE_REQUEST = {"request_id"}
OF_THE_SEARCH = {"trace"}


def test_answer_stands_on_quotes_that_are_in_the_document_word_for_word(reader: TestClient) -> None:
    response = reader.post(CHAT, json={"question": ANSWERED})
    answer = schemas.ChatResponse.model_validate(response.json())

    assert (answer.status, answer.refusal, answer.reason, answer.writer) == ("answered", None, None, "extractive")
    assert answer.request_id == response.headers["X-Request-ID"]
    assert "the trees are grown independently" in answer.answer
    assert [int(number) for number in re.findall(r"\[(\d+)\]", answer.answer)] == [
        number for sentence in answer.sentences for number in sentence.citations
    ]
    for citation in answer.citations:
        place = {"start": citation.start, "end": citation.end, "context": 0}
        text = reader.get(f"/v1/documents/{citation.document_id}/text", params=place).json()
        assert text["passage"] == citation.quote
        assert citation.quote in TEXTS[text["name"]]


def test_question_without_evidence_is_refused_with_a_reason(reader: TestClient) -> None:
    answer = ask(reader, REFUSED)

    assert (answer["status"], answer["refusal"]) == ("refused", "no_evidence")
    assert answer["reason"].endswith(".")
    assert (answer["answer"], answer["sentences"], answer["citations"]) == ("", [], [])


@pytest.mark.parametrize("question", [ANSWERED, ANOTHER, REFUSED])
@pytest.mark.parametrize("trace", [True, False])
def test_last_event_of_a_stream_is_the_answer_without_a_stream(reader: TestClient, question: str, trace: bool) -> None:
    whole = ask(reader, question, trace=trace)
    events = stream(reader, question, trace=trace)
    name, streamed = events[-1]

    assert name == "answer"
    assert whole.keys() == streamed.keys()
    for field in whole.keys() - OF_THE_REQUEST - OF_THE_SEARCH - {"cached"}:
        assert streamed[field] == whole[field], field
    assert streamed["cached"] == (whole["status"] == "answered")
    assert (streamed["trace"] is None) == (whole["trace"] is None)
    if trace:
        assert streamed["trace"]["hits"] == whole["trace"]["hits"]


def test_stream_tells_what_was_found_then_every_sentence_then_the_answer(reader: TestClient) -> None:
    events = stream(reader, ANSWERED)
    answer = events[-1][1]

    assert [name for name, _ in events] == ["searched", *["sentence"] * len(answer["sentences"]), "answer"]
    assert events[0][1]["question"] == ANSWERED
    assert events[0][1]["passages"] > 0
    assert [data["sentence"] for _, data in events[1:-1]] == answer["sentences"]
    assert [citation for _, data in events[1:-1] for citation in data["citations"]] == answer["citations"]


def test_header_asks_for_a_stream_as_well(reader: TestClient) -> None:
    response = reader.post(CHAT, json={"question": ANSWERED}, headers={"Accept": SSE})

    assert response.headers["Content-Type"].startswith(SSE)
    assert events_of(response.text)[-1][0] == "answer"


def test_trace_has_the_scores_of_both_legs_and_the_time_of_every_stage(reader: TestClient) -> None:
    trace = ask(reader, ANSWERED, trace=True)["trace"]

    assert {"embed", "dense", "sparse", "fuse", "judge"} <= trace["stages"].keys()
    assert all(milliseconds >= 0 for milliseconds in trace["stages"].values())
    assert [hit["score"] for hit in trace["hits"]] == sorted((hit["score"] for hit in trace["hits"]), reverse=True)
    assert trace["hits"][0]["headings"][-1] == "Why more trees do not hurt"
    assert trace["hits"][0]["sparse"] > 0
    assert trace["degraded"] is None


def test_search_finds_what_the_answer_stands_on(reader: TestClient) -> None:
    found = reader.get("/v1/search", params={"query": ANSWERED, "k": 2}).json()

    assert found["query"] == ANSWERED
    assert len(found["trace"]["hits"]) == 2
    assert "grown independently" in found["trace"]["hits"][0]["text"]


def test_follow_up_is_understood_from_the_history_that_is_sent(reader: TestClient) -> None:
    history = [{"role": "user", "content": ANSWERED}]
    answer = ask(reader, "And what does it cost?", history=history)

    assert answer["rewritten"]
    assert "forest" in answer["question"]


def test_session_remembers_what_was_said(client: TestClient) -> None:
    session_id = session(client)
    first = ask(client, ANSWERED, session_id=session_id, trace=True)
    second = stream(client, "And what does it cost?", session_id=session_id)[-1][1]
    turns = client.get(f"{SESSIONS}/{session_id}").json()["turns"]

    assert second["rewritten"]
    assert "forest" in second["question"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * 2
    assert [turns[0]["content"], turns[2]["content"]] == [ANSWERED, "And what does it cost?"]
    assert turns[1]["answer"] == {**first, "trace": None}
    assert turns[3]["answer"] == second
    assert turns[0]["answer"] is None


def test_deleted_session_is_gone(client: TestClient) -> None:
    session_id = session(client)
    deleted = client.delete(f"{SESSIONS}/{session_id}")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert client.get(f"{SESSIONS}/{session_id}").status_code == 404


def test_answers_are_journalled_without_a_word_of_them(client: TestClient, app: FastAPI, store: Store) -> None:
    answers = [ask(client, ANSWERED), ask(client, REFUSED), stream(client, ANOTHER)[-1][1]]
    flush(app)
    rows = {row.request_id: row for row in store.predictions()}

    found = [rows[answer["request_id"]] for answer in answers]
    assert [row.outcome for row in found] == ["answered", "refused:no_evidence", "answered"]
    assert found[0].model_version == "1"
    assert found[0].payload["confidence"] == answers[0]["confidence"]
    assert found[0].payload["citations"] == len(answers[0]["citations"])
    assert found[0].payload["milliseconds"] > 0
    assert not re.search("tree|forest|bread|planet", str(rows))


def test_metrics_tell_outcomes_times_and_the_size_of_the_index(client: TestClient) -> None:
    ask(client, ANSWERED)
    stream(client, REFUSED)
    index = client.get("/v1/index").json()
    exposed = client.get("/metrics").text

    assert re.search(r'ml_predictions_total{[^}]*outcome="answered"[^}]*} 1.0', exposed)
    assert re.search(r'ml_predictions_total{[^}]*outcome="refused:no_evidence"[^}]*} 1.0', exposed)
    assert re.search(r'ml_prediction_duration_seconds_count{[^}]*stage="answer"[^}]*} 2.0', exposed)
    assert re.search(rf"ml_index_chunks{{[^}}]*}} {index['chunks']}.0", exposed)
    assert re.search(r"ml_index_degraded{[^}]*} 0.0", exposed)


def test_feedback_is_stored_once_with_its_comment(client: TestClient, store: Store) -> None:
    request_id = ask(client, ANSWERED)["request_id"]
    body = event(request_id, "down", comment="The wrong forest.")
    responses = [client.post(FEEDBACK, json=body) for _ in range(2)]
    [stored] = store.feedback_since()
    [comment, *_] = store.events("comment")

    assert [response.status_code for response in responses] == [201, 200]
    assert [response.json()["recorded"] for response in responses] == [True, False]
    assert (stored.kind, stored.request_id) == ("down", request_id)
    assert comment.payload == {
        "event_id": body["event_id"],
        "request_id": request_id,
        "comment": "The wrong forest.",
    }
