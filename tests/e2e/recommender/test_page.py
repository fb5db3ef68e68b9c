"""What a person can do on the recommender's page, in a real browser against the real service."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.visitor import Visitor

PICKS = 3


def recommendations(page: Page) -> Locator:
    return page.locator(".recommendation")


def ids(page: Page) -> list[str]:
    """Ids of the recommended films in the order shown."""
    settle(page)
    return [film.get_attribute("data-item-id") or "" for film in recommendations(page).all()]


def settle(page: Page) -> None:
    """Wait until the answer to the last change is on the page: it is busy from the change on."""
    expect(page.locator("#recommendations")).to_have_attribute("aria-busy", "false")


def pick(page: Page, count: int = PICKS) -> list[str]:
    """Press the first ``count`` onboarding films and return their titles."""
    posters = page.locator("#onboarding .poster[data-item-id]")
    expect(posters.first).to_be_visible()
    titles = []
    for index in range(count):
        titles.append(posters.nth(index).locator(".film-title").inner_text())
        posters.nth(index).click()
    expect(page.locator("#strategy")).to_have_text("personalised")
    settle(page)
    return titles


def test_visitor_without_picks_sees_popular_films(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    expect(recommendations(page)).to_have_count(10)
    expect(page.locator("#strategy")).to_contain_text("popular")
    expect(page.locator(".reasons")).to_have_count(0)


def test_three_picks_give_ten_recommendations_with_reasons(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    titles = pick(page)
    expect(recommendations(page)).to_have_count(10)
    for film in recommendations(page).all():
        reasons = film.locator(".reason cite").all_inner_texts()
        assert reasons
        assert set(reasons) <= set(titles)
        assert film.locator("h3").inner_text() not in titles


def test_picks_survive_a_reload_and_can_be_removed(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    titles = pick(page)
    page.reload()
    expect(page.locator("#picks button")).to_have_count(PICKS)
    page.get_by_role("button", name=f"Remove {titles[0]}").click()
    expect(page.locator("#picks button")).to_have_count(PICKS - 1)
    expect(page.locator("#picks button").first).to_be_focused()
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("#picks button")).to_have_count(0)
    expect(page.locator("#strategy")).to_contain_text("popular")


def test_more_variety_changes_the_list(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    pick(page)
    page.locator("#diversity").fill("0")
    closest = ids(page)
    page.locator("#diversity").fill("1")
    expect(page.locator("#diversity-value")).to_have_text("100%")
    assert ids(page) != closest
    page.get_by_role("button", name="Back to the default").click()
    settle(page)
    expect(page.locator("#diversity-value")).not_to_have_text("100%")


@pytest.mark.parametrize("reaction", ["Like", "Not for me", "Seen it"])
def test_reaction_changes_the_list(visitor: Visitor, recommender_url: str, reaction: str) -> None:
    page = visitor.open(recommender_url)
    pick(page)
    before = ids(page)
    button = recommendations(page).first.get_by_role("button", name=reaction)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    after = ids(page)
    assert before[0] not in after
    assert after != before[1:]
    expect(recommendations(page).first.get_by_role("button", name=reaction)).to_be_focused()


def test_explanation_adds_up_to_the_score(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    pick(page)
    film = recommendations(page).first
    film.get_by_role("button", name="Why?").click()
    expect(film.locator(".why tfoot")).to_be_visible()
    parts = [float(cell.get_attribute("data-value") or "nan") for cell in film.locator("tbody .number").all()]
    score = float(film.locator("tfoot .number").get_attribute("data-value") or "nan")
    assert len(parts) >= PICKS
    assert sum(parts) == pytest.approx(score, abs=1e-4)
    film.get_by_role("button", name="Why?").click()
    expect(film.locator(".why")).to_be_hidden()


def test_similar_films_can_be_picked(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    settle(page)
    film = recommendations(page).first
    film.get_by_role("button", name="Similar").click()
    neighbour = film.locator(".poster").first
    title = neighbour.locator(".film-title").inner_text()
    neighbour.click()
    expect(page.get_by_role("button", name=f"Remove {title}", exact=True)).to_be_visible()
    expect(page.locator("#strategy")).to_have_text("personalised")


def test_search_works_with_the_keyboard_alone(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    known = page.locator("#onboarding .film-title").first.inner_text()
    field = page.get_by_role("combobox", name="Search the catalogue")
    field.press_sequentially(known[:8])
    expect(page.get_by_role("option", name=known).first).to_be_visible()
    field.press("ArrowDown")
    chosen = page.locator('[role="option"][aria-selected="true"] .film-title').inner_text()
    field.press("Enter")
    expect(page.get_by_role("button", name=f"Remove {chosen}", exact=True)).to_be_visible()
    expect(field).to_be_focused()
    field.press_sequentially("zzzzqq")
    expect(page.locator("#search-options")).to_contain_text("No film has")
    field.press("Escape")
    expect(page.locator("#search-options")).to_be_hidden()


def test_filters_hold_for_every_film(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    pick(page)
    page.get_by_text("Filters", exact=True).click()
    genre = page.locator("#genres .chip").first
    name = genre.inner_text()
    genre.click()
    page.get_by_label("to", exact=True).fill("1990")
    settle(page)
    expect(page.locator("#rules-count")).to_have_text("2 active")
    facts = page.locator(".recommendation .facts-line").all_inner_texts()
    assert all(int(match[0]) <= 1990 for line in facts if (match := re.match(r"\d{4}", line)))
    assert all(name not in re.split(r" · |, ", line.replace("\u2011", "-")) for line in facts)


def test_impossible_filters_are_explained(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("from", exact=True).fill("2150")
    expect(page.locator("#problem")).to_contain_text("No film passes your filters")
    page.get_by_label("to", exact=True).fill("1990")
    expect(page.locator("#years-error")).to_have_text("The first year is after the second.")
    page.locator("#problem").get_by_role("button", name="Clear the filters").click()
    expect(recommendations(page)).to_have_count(10)


def test_page_names_the_model_and_the_last_request(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(recommender_url)
    page.locator("#model-badge").click()
    expect(page.locator("#model-facts")).to_contain_text("trained")
    page.keyboard.press("Escape")
    expect(page.locator("#model-facts")).to_be_hidden()
    expect(page.locator("#request-id")).not_to_have_text("none yet")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_narrow_screen_needs_no_sideways_scrolling(visitor: Visitor, recommender_url: str, dark: bool) -> None:
    page = visitor.open(recommender_url, width=360, height=740, dark=dark)
    pick(page)
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name=f"{PICKS} picked").click()
    expect(page.locator("#results-title")).to_be_in_viewport()
    for button in ("Why?", "Similar"):
        recommendations(page).first.get_by_role("button", name=button).click()
    page.get_by_text("Filters", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#model-badge").click()
    expect(page.locator("#model-facts")).to_be_in_viewport(ratio=1)
