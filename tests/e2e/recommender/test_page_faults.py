"""What a page shows when the service refuses, fails or answers with something hostile.

The page, the browser and the service are real; single answers are replaced on their way.
"""

from playwright.sync_api import Page, Route, expect

from tests.e2e.routes import first_times, problem
from tests.e2e.visitor import INJECTED, Visitor

RECOMMENDATIONS = "**/v1/recommendations"


def films(page: Page, count: int = 10) -> None:
    expect(page.locator(".recommendation")).to_have_count(count)


def test_failure_is_told_with_its_request_and_can_be_tried_again(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    page.route(RECOMMENDATIONS, first_times(1, problem(500, "It broke.")))
    page.goto(recommender_url)
    alert = page.get_by_role("alert").filter(has_text="It broke.")
    expect(alert).to_contain_text("abc123")
    alert.get_by_role("button", name="Try again").click()
    films(page)
    expect(alert).to_have_count(0)


def test_busy_service_is_asked_once_more(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    page.route(RECOMMENDATIONS, first_times(1, problem(503, "Full.", **{"Retry-After": "0"})))
    page.goto(recommender_url)
    films(page)
    expect(page.locator("#problem")).to_be_empty()


def test_service_that_stays_busy_is_not_hammered(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(**problem(429, "Slow down.", **{"Retry-After": "0"}))

    page.route(RECOMMENDATIONS, refuse)
    page.goto(recommender_url)
    expect(page.locator("#problem")).to_contain_text("Slow down.")
    assert len(asked) == 2


def test_long_retry_after_is_told_and_not_waited_for(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    page.route(RECOMMENDATIONS, first_times(1, problem(429, "Come back later.", **{"Retry-After": "3600"})))
    page.goto(recommender_url)
    expect(page.locator("#problem")).to_contain_text("Come back later.")


def test_lost_connection_is_told(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    page.route(RECOMMENDATIONS, lambda route: route.abort())
    page.goto(recommender_url)
    expect(page.locator("#problem")).to_contain_text("The service cannot be reached")


def test_error_that_is_no_problem_document_is_told(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    proxy_error = {"status": 502, "body": "<h1>Bad Gateway</h1>", "headers": {INJECTED: "1"}}
    page.route(RECOMMENDATIONS, first_times(1, proxy_error))
    page.goto(recommender_url)
    expect(page.locator("#problem")).to_contain_text("Bad Gateway")
    expect(page.locator("#problem h1")).to_have_count(0)


def test_api_key_is_asked_for_once_and_kept_for_the_tab(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)

    def guard(route: Route) -> None:
        if route.request.headers.get("x-api-key") == "open sesame":
            route.continue_()
        else:
            route.fulfill(**problem(401, "An API key is needed."))

    page.route("**/v1/**", guard)
    page.goto(recommender_url)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("API key").fill("guess")
    dialog.get_by_role("button", name="Use this key").click()
    expect(dialog.get_by_text("That key was refused.")).to_be_visible()
    dialog.get_by_label("API key").fill("open sesame")
    page.keyboard.press("Enter")
    films(page)
    page.reload()
    films(page)
    expect(dialog).to_be_hidden()


def test_refusing_to_give_a_key_ends_in_an_error_not_in_a_loop(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    page.route(RECOMMENDATIONS, lambda route: route.fulfill(**problem(401, "An API key is needed.")))
    page.goto(recommender_url)
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.locator("#problem")).to_contain_text("An API key is needed.")


def test_markup_in_a_title_stays_text(visitor: Visitor, recommender_url: str) -> None:
    title = '<img src="https://evil.invalid/x" onerror="document.title = 1">'
    page = visitor.page(recommender_url)

    def poison(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for film in body["items"]:
            film["title"] = title
        route.fulfill(response=answer, json=body)

    page.route("**/v1/items**", poison)
    page.route("**/v1/items/onboarding**", poison)
    page.route(RECOMMENDATIONS, poison)
    page.goto(recommender_url)
    films(page)
    expect(page.locator(".recommendation h3").first).to_have_text(title)
    page.locator("#onboarding .poster[data-item-id]").first.click()
    expect(page.locator("#picks")).to_contain_text(title)
    page.get_by_role("combobox").fill("a")
    expect(page.get_by_role("option").first).to_contain_text(title)
    expect(page.locator("img")).to_have_count(0)


def test_damaged_storage_does_not_break_the_page(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.page(recommender_url)
    page.add_init_script("localStorage.setItem('recommender-profile', '{not json')")
    page.goto(recommender_url)
    films(page)
