"""What a person can do on the screener's page, in a real browser against the real service."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.resume_screener.page import Running, a_file, add, drop, pile, ranked, read_job, titles
from tests.e2e.routes import problem
from tests.e2e.visitor import Visitor
from tests.resume_screener.people import ENGINEER, NAME, NURSE


def test_job_and_resumes_become_a_ranking_with_evidence(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    read_job(page)
    expect(page.locator("#asked-facts")).to_contain_text("3 years of experience")
    add(page, pile())
    best = ranked(page).first
    assert titles(page) == ["Candidate 2", "Candidate 3", "Candidate 1"]
    best.locator("summary").click()
    expect(best.locator("blockquote").first).to_contain_text("Built pipelines with Python and SQL")
    expect(best.locator("mark").first).to_have_text("Python")
    ranked(page).last.locator("summary").click()
    expect(ranked(page).last.locator(".gaps")).to_contain_text("Python is a must")


def test_example_and_samples_need_two_clicks(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    page.get_by_role("button", name="Data engineer").click()
    page.get_by_role("button", name="Try six sample resumes").click()
    ranked(page, 6)
    expect(page.locator("#failed > li")).to_have_count(0)
    expect(page.locator("#chosen-count")).to_have_text("6 files")


def test_blind_page_names_nobody_until_it_is_told_to(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    read_job(page)
    add(page, [a_file("Marguerite Dubois.txt", ENGINEER), a_file("b.txt", NURSE)])
    ranked(page, 2)
    assert "Dubois" not in page.locator("#result").inner_text()
    page.get_by_label(re.compile("Blind: hide")).uncheck()
    expect(page.locator(".who strong").first).to_have_text(NAME)


@pytest.mark.parametrize("name", ["Coverage", "Text", "Experience"])
def test_sliders_rank_as_the_service_does(visitor: Visitor, screener: Running, name: str) -> None:
    page = visitor.open(screener.url)
    read_job(page)
    add(page, pile())
    ranked(page)
    page.get_by_text("What counts, and how much").click()
    for slider in page.locator(".slider:enabled").all():
        slider.fill("0")
    expect(page.locator("#problem")).to_contain_text("give one part some")
    page.get_by_label(f"Weight of {name}").fill("40")
    answer = screener.rank(weights=json.dumps({name.lower(): 1}))

    expect(ranked(page)).to_have_count(3)
    shown = [float(text.removesuffix("%")) for text in page.locator(".score").all_inner_texts()]
    assert shown == [round(100 * candidate["score"]) for candidate in answer["candidates"]]
    page.get_by_role("button", name="As learnt").click()
    assert titles(page) == ["Candidate 2", "Candidate 3", "Candidate 1"]


def test_requirement_becomes_nice_to_have_at_a_press(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    read_job(page)
    add(page, pile())
    ranked(page).last.locator("summary").click()
    expect(ranked(page).last.locator(".gaps")).to_contain_text("Python is a must")
    page.get_by_role("button", name="Python is a must").click()
    expect(page.get_by_role("button", name="Python is a must")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".candidate").last.locator(".gaps")).to_contain_text("Python is nice to have")


def test_broken_and_equal_files_are_named_and_the_rest_is_ranked(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    read_job(page)
    drop(page, [*pile(), a_file("locked.pdf", b"%PDF-1.7 cut"), a_file("twice.txt", NURSE)])
    ranked(page)
    expect(page.locator("#failed > li").first).to_contain_text("locked.pdf")
    expect(page.locator("#failed > li").last).to_contain_text("twice.txt It is the same file as another one")


def test_decision_against_the_recommendation_asks_why_and_is_logged(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    with page.expect_response(lambda response: response.url.endswith("/v1/jobs")) as made:
        read_job(page)
    job_id = made.value.json()["job_id"]
    add(page, pile())
    nurse = ranked(page).last
    nurse.locator("summary").click()
    nurse.get_by_role("button", name="Hold").click()
    expect(page.locator(".candidate").last.locator(".decided")).to_have_text("On hold")
    page.locator(".candidate").last.get_by_role("button", name="Advance").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Advance against the recommendation?")
    page.keyboard.press("Escape")
    expect(page.locator(".candidate").last.locator(".decided")).to_have_text("On hold")
    page.locator(".candidate").last.get_by_role("button", name="Advance").click()
    dialog.get_by_label("Your reason").fill("She has built pipelines in her free time.")
    dialog.get_by_role("button", name="Record the decision").click()
    expect(page.locator(".candidate").last.locator(".decided")).to_have_text("Advanced")

    lines = screener.get(f"/v1/jobs/{job_id}/decisions")["decisions"]
    assert [(line["decision"], line["override"]) for line in lines] == [("hold", False), ("advance", True)]
    assert lines[1]["reason"] == "She has built pipelines in her free time."
    assert lines[0]["rank"] == 3


def test_decision_under_moved_sliders_logs_what_was_on_the_screen(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    with page.expect_response(lambda response: response.url.endswith("/v1/jobs")) as made:
        read_job(page)
    add(page, pile())
    ranked(page)
    page.get_by_text("What counts, and how much").click()
    page.get_by_label("Weight of Coverage").fill("0")
    last = page.locator(".candidate").last
    last.locator("summary").click()
    shown = last.locator(".score").inner_text()
    last.get_by_role("button", name="Hold").click()
    expect(page.locator(".candidate").last.locator(".decided")).to_have_text("On hold")
    [line] = screener.get(f"/v1/jobs/{made.value.json()['job_id']}/decisions")["decisions"]
    assert f"{round(100 * line['score'])}%" == shown


def test_table_is_downloaded(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    read_job(page)
    add(page, pile())
    ranked(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert download.value.suggested_filename == "ranking.csv"
    assert [line.split(",")[1] for line in lines[1:]] == ["Candidate 2", "Candidate 3", "Candidate 1"]


def test_empty_job_is_told_and_keeps_nothing_on_the_page(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    read_job(page, "Engineer")
    expect(page.locator("#job-problem")).to_contain_text("different words")
    assert visitor.complaints == [f"422 from {screener.url}/v1/jobs"]
    visitor.complaints.clear()


def test_failed_ranking_can_be_tried_again(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    answers = [problem(500, "Something went wrong on our side.")]
    page.route("**/v1/rank", lambda route: route.fulfill(**answers.pop()) if answers else route.continue_())
    read_job(page)
    add(page, pile())
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong on our side.")
    page.get_by_role("button", name="Try again").click()
    ranked(page)


@pytest.mark.parametrize("width", [375, 768, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_the_screen(visitor: Visitor, screener: Running, width: int, dark: bool) -> None:
    page = visitor.open(screener.url, width=width, dark=dark)
    read_job(page)
    add(page, [*pile(), a_file("a-very-long-name-" * 8 + ".txt", "")])
    ranked(page).first.locator("summary").click()
    page.get_by_text("What counts, and how much").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_can_be_done_with_the_keyboard(visitor: Visitor, screener: Running) -> None:
    page = visitor.open(screener.url)
    page.get_by_role("button", name="Data engineer").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#asked")).to_be_visible()
    page.get_by_role("button", name="Try six sample resumes").focus()
    page.keyboard.press("Enter")
    summary = ranked(page, 6).first.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".candidate details").first).to_have_attribute("open", "")
