"""What the assistant's page shows when a question, a file or the service fails.

The page, the browser and the service are real; single answers are replaced on their way.
"""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.chatbot_rag.library import ANSWERED
from tests.e2e.chatbot_rag.page import Running, a_file, add, ask, last_answer, refused
from tests.e2e.routes import first_times, problem
from tests.e2e.visitor import INJECTED, Visitor

SENTENCE = {"sentence": {"text": "Half an answer.", "citations": []}, "citations": []}
BROKEN = {"title": "Internal Server Error", "status": 500, "detail": "It broke midway.", "request_id": "abc123"}


def sse(*events: tuple[str, Any]) -> dict[str, Any]:
    """A stream for ``Route.fulfill``."""
    body = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    return {"status": 200, "body": body, "headers": {"Content-Type": "text/event-stream", INJECTED: "1"}}


def test_too_long_question_is_told_with_the_limit_and_the_next_one_works(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    ask(page, "word " * 1000)
    expect(last_answer(page).get_by_role("alert")).to_contain_text("at most 2000")
    refused(visitor, f"422 from {assistant.url}/v1/chat")
    ask(page, ANSWERED)
    expect(last_answer(page).locator(".sources")).to_be_visible()


@pytest.mark.parametrize("route", ["**/v1/chat", "**/v1/sessions", "**/v1/documents"])
def test_failure_is_told_where_it_matters_and_can_be_tried_again(
    visitor: Visitor, assistant: Running, route: str
) -> None:
    page = visitor.page(assistant.url)
    page.route(route, first_times(1, problem(500, "It broke.")))
    page.goto(assistant.url)
    ask(page, ANSWERED)
    alert = page.get_by_role("alert").filter(has_text="It broke.")
    expect(alert).to_contain_text("abc123")
    alert.get_by_role("button", name="Try again").click()
    expect(last_answer(page).locator(".sources")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".document").first).to_be_visible()
    expect(alert).to_have_count(0)


@pytest.mark.parametrize(
    ("ending", "told"),
    [([("problem", BROKEN)], "It broke midway."), ([], "The answer broke off")],
    ids=["problem", "cut"],
)
def test_stream_that_breaks_keeps_what_was_said_and_says_that_it_is_incomplete(
    visitor: Visitor, assistant: Running, ending: list[tuple[str, Any]], told: str
) -> None:
    page = visitor.page(assistant.url)
    page.route("**/v1/chat", first_times(1, sse(("sentence", SENTENCE), *ending)))
    page.goto(assistant.url)
    ask(page, ANSWERED)
    expect(last_answer(page)).to_contain_text("Half an answer.")
    expect(last_answer(page)).to_contain_text("The answer is incomplete.")
    expect(last_answer(page).get_by_role("alert")).to_contain_text(told)
    page.get_by_role("button", name="Try again").click()
    expect(last_answer(page).locator(".sources")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(1)


def test_busy_service_is_asked_once_more(visitor: Visitor, assistant: Running) -> None:
    page = visitor.page(assistant.url)
    page.route("**/v1/chat", first_times(1, problem(503, "Full.", **{"Retry-After": "0"})))
    page.goto(assistant.url)
    ask(page, ANSWERED)
    expect(last_answer(page).locator(".sources")).to_be_visible()


def test_stop_ends_the_question_and_the_next_one_works(visitor: Visitor, assistant: Running) -> None:
    page = visitor.page(assistant.url)
    held: list[object] = []
    page.route("**/v1/chat", lambda route: held.append(route))
    page.goto(assistant.url)
    with page.expect_request("**/v1/chat"):
        ask(page, ANSWERED)
    page.get_by_role("button", name="Stop").click()
    expect(last_answer(page)).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert len(held) == 1
    page.unroute("**/v1/chat")
    ask(page, ANSWERED)
    expect(last_answer(page).locator(".sources")).to_be_visible()


def forget_session(page: Page) -> None:
    """Delete the session behind the page's back."""
    page.evaluate("fetch('v1/sessions/' + sessionStorage.getItem('chat-session'), {method: 'DELETE'})")


def test_session_that_is_gone_is_replaced_without_a_word(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    ask(page, ANSWERED)
    expect(last_answer(page).locator(".sources")).to_be_visible()
    with page.expect_response(lambda response: response.request.method == "DELETE"):
        forget_session(page)
    ask(page, ANSWERED)
    expect(last_answer(page).locator(".sources")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(2)
    refused(visitor, f"404 from {assistant.url}/v1/chat")


def test_passage_of_a_document_that_was_deleted_is_told(visitor: Visitor, assistant: Running) -> None:
    page = visitor.page(assistant.url)
    page.route("**/text?**", first_times(1, problem(404, "There is no such document.")))
    page.goto(assistant.url)
    ask(page, ANSWERED)
    last_answer(page).locator(".cite").first.click()
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("There is no such document.")
    expect(alert.get_by_role("button")).to_have_count(0)
    page.get_by_role("button", name="Close").click()
    last_answer(page).locator(".cite").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()


def test_passage_of_a_document_that_has_changed_shows_what_was_quoted(visitor: Visitor, assistant: Running) -> None:
    page = visitor.page(assistant.url)
    changed = {"document_id": "x", "title": "T", "name": "n", "revision": 2, "start": 0, "end": 5}
    body = json.dumps({**changed, "before": "", "passage": "other", "after": " text", "more": False})
    page.route("**/text?**", first_times(1, {"status": 200, "body": body, "content_type": "application/json"}))
    page.goto(assistant.url)
    ask(page, ANSWERED)
    last_answer(page).locator(".cite").first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".alert")).to_contain_text("The document has changed since this was written.")
    expect(sheet.locator("blockquote")).to_contain_text("the trees are grown independently")
    expect(sheet.locator("mark")).to_have_count(0)


def test_upload_that_is_refused_can_be_tried_again(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    expect(page.locator(".document").first).to_be_visible()
    page.route("**/v1/documents", first_times(1, problem(500, "It broke.")))
    add(page, a_file("jam.md", b"# Jam\n\nJam is boiled with sugar.\n"))
    page.locator(".job").get_by_role("button", name="Try again").click()
    row = page.locator(".document").filter(has_text="jam.md")
    expect(row).to_be_visible()
    row.get_by_label("More about Jam").click()
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)


def test_markup_in_names_and_answers_stays_text(visitor: Visitor, assistant: Running) -> None:
    page = visitor.page(assistant.url)
    markup = "<img src=x onerror=alert(1)><b>bold</b>"
    sentence = {"sentence": {"text": markup, "citations": []}, "citations": []}
    page.route("**/v1/chat", first_times(1, sse(("sentence", sentence), ("problem", {**BROKEN, "detail": markup}))))
    page.goto(assistant.url)
    ask(page, markup)
    expect(last_answer(page).locator(".sentence")).to_have_text(markup)
    expect(last_answer(page).get_by_role("alert")).to_contain_text(markup)
    expect(page.locator(".question")).to_have_text(markup)
    expect(page.locator("#log img, #log b")).to_have_count(0)
