"""What a person can do on the assistant's page, in a real browser against the real service."""

import re

import pytest
from playwright.sync_api import expect

from tests.chatbot_rag.library import ANOTHER, ANSWERED, FORESTS, REFUSED, TEXTS
from tests.e2e.chatbot_rag.page import Running, a_file, add, ask, drop, last_answer
from tests.e2e.visitor import Visitor


def test_answer_shows_where_every_sentence_stands(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    ask(page, ANSWERED)
    answer = last_answer(page)
    expect(page.locator(".question")).to_have_text(ANSWERED)
    expect(answer.locator(".answer-text")).to_contain_text("the trees are grown independently")
    expect(answer.locator(".sources")).to_contain_text("Random forests › Why more trees do not hurt")
    expect(answer.get_by_label("About this answer")).to_contain_text("sure that the documents hold the answer")
    expect(answer.get_by_label("About this answer")).to_contain_text("quoted from the documents")
    for sentence in answer.locator(".sentence").all():
        expect(sentence.locator(".cite").first).to_be_visible()


def test_citation_opens_the_passage_in_its_document_word_for_word(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    ask(page, ANSWERED)
    cite = last_answer(page).locator(".cite").first
    cite.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("heading")).to_have_text("Random forests")
    expect(sheet.locator("#passage-place")).to_contain_text("random-forests.md")
    marked = sheet.locator("mark").inner_text()
    assert " ".join(marked.split()) in " ".join(FORESTS.split())
    expect(sheet.locator("mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(cite).to_be_focused()


def test_question_without_evidence_is_refused_calmly_with_what_came_closest(
    visitor: Visitor, assistant: Running
) -> None:
    page = visitor.open(assistant.url)
    ask(page, REFUSED)
    answer = last_answer(page)
    expect(answer.locator(".refusal-headline")).to_have_text("The documents do not answer this")
    expect(answer.locator(".sentence")).to_have_count(0)
    expect(answer.get_by_role("alert")).to_have_count(0)
    answer.locator(".nearest .hit").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()


def test_conversation_goes_on_after_a_reload_and_can_be_begun_anew(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    for question in (ANSWERED, ANOTHER):
        ask(page, question)
        expect(last_answer(page).locator(".provenance")).to_be_visible()
    said = page.locator(".answer-text").all_inner_texts()
    page.reload()
    expect(page.locator(".question")).to_have_text([ANSWERED, ANOTHER])
    assert page.locator(".answer-text").all_inner_texts() == said
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="New conversation")).to_be_hidden()


def test_suggestion_is_asked_when_it_is_pressed(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    suggestion = page.locator(".suggestion").first
    question = suggestion.inner_text()
    suggestion.click()
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".suggestion").first).to_be_hidden()


def test_enter_sends_and_shift_enter_starts_a_line(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("First line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_text(re.compile(r"First line\nsecond line"))
    expect(page.get_by_label("Your question")).to_have_value("")


def test_retrieval_shows_every_score_and_stage(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    ask(page, ANSWERED)
    retrieval = last_answer(page).locator(".retrieval")
    retrieval.get_by_text("Show retrieval").click()
    expect(retrieval.get_by_role("columnheader")).to_have_text(["Passage", "Dense", "Sparse", "Fused"])
    first = retrieval.locator("tbody tr").first
    expect(first).to_contain_text("Random forests › Why more trees do not hurt")
    expect(first).to_contain_text("cited")
    assert all(re.fullmatch(r"-?\d+\.\d+|–", cell) for cell in first.locator("td").all_inner_texts())
    expect(retrieval.locator(".stages dt")).to_contain_text(["embed", "dense", "sparse", "fuse"])


@pytest.mark.parametrize("kind", ["up", "down"])
def test_feedback_is_stored_once(visitor: Visitor, assistant: Running, kind: str) -> None:
    page = visitor.open(assistant.url)
    with page.expect_response("**/v1/chat") as answer:
        ask(page, ANSWERED)
    group = page.get_by_role("group", name="Feedback")
    if kind == "up":
        group.get_by_role("button", name="Yes").click()
    else:
        group.get_by_role("button", name="No").click()
        expect(group.get_by_role("textbox")).to_be_focused()
        page.keyboard.type("The wrong forest.")
        group.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Noted.")).to_be_focused()
    request_id = answer.value.headers["x-request-id"]
    assert [stored.kind for stored in assistant.feedback() if stored.request_id == request_id] == [kind]


@pytest.mark.parametrize("give", [add, drop])
def test_added_document_is_read_answered_from_and_deleted(visitor: Visitor, assistant: Running, give: object) -> None:
    assert callable(give)
    page = visitor.open(assistant.url)
    expect(page.locator("#library-count")).to_have_text(str(len(TEXTS)))
    text = b"# Tea\n\nGreen tea is steeped for exactly two minutes in water of eighty degrees.\n"
    give(page, a_file("tea.md", text))
    expect(page.locator(".toast")).to_contain_text("“tea.md” is ready.")
    expect(page.locator("#jobs .job")).to_have_count(0)
    row = page.locator(".document").filter(has_text="tea.md")
    expect(row).to_contain_text("1 passage")
    ask(page, "For how many minutes is green tea steeped in water?")
    expect(last_answer(page).locator(".answer-text")).to_contain_text("exactly two minutes")
    row.get_by_label("More about Tea").click()
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    expect(page.locator("#library-count")).to_have_text(str(len(TEXTS)))
    expect(page.locator("#documents")).to_be_focused()


def test_file_that_cannot_be_read_says_why_and_does_not_keep_out_the_others(
    visitor: Visitor, assistant: Running
) -> None:
    page = visitor.open(assistant.url)
    good = a_file("coffee.md", b"# Coffee\n\nCoffee is ground freshly before every cup.\n")
    add(page, a_file("empty.txt", b"", "text/plain"), a_file("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(99)), good)
    for name in ("empty.txt", "picture.pdf"):
        job = page.locator(".job").filter(has_text=name)
        expect(job.get_by_role("alert")).to_be_visible()
        job.get_by_role("button", name="Dismiss").click()
        expect(job).to_have_count(0)
    row = page.locator(".document").filter(has_text="coffee.md")
    expect(row).to_be_visible()
    row.get_by_label("More about Coffee").click()
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)


def test_replaced_document_can_be_rolled_back(visitor: Visitor, assistant: Running) -> None:
    page = visitor.open(assistant.url)
    row = page.locator(".document").filter(has_text="soup.md")
    for text in (b"# Old soup\n\nSoup is stirred slowly.\n", b"# New soup\n\nSoup is never stirred.\n"):
        add(page, a_file("soup.md", text))
        expect(row).to_contain_text(text.decode()[2:10])
    row.get_by_label("More about New soup").click()
    row.get_by_role("button", name="Back to the previous revision").click()
    expect(row).to_contain_text("Old soup")
    row.locator(".document-open").click()
    expect(page.get_by_role("dialog")).to_contain_text("Soup is stirred slowly.")
    page.get_by_role("button", name="Close").click()
    row.get_by_label("More about Old soup").click()
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_narrow_screen_needs_no_sideways_scrolling(visitor: Visitor, assistant: Running, dark: bool) -> None:
    page = visitor.open(assistant.url, width=375, height=740, dark=dark)
    ask(page, "W" * 200)
    expect(last_answer(page).locator(".provenance")).to_be_visible()
    ask(page, ANSWERED)
    last_answer(page).get_by_text("Show retrieval").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    last_answer(page).locator(".cite").first.click()
    expect(page.locator("mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
