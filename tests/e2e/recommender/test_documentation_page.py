"""The API's documentation page works without a third party, under the same strict policy as the others."""

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor


def test_every_route_is_documented_and_can_be_tried(visitor: Visitor, recommender_url: str) -> None:
    page = visitor.open(f"{recommender_url}/docs")
    expect(page.locator(".opblock-summary-path", has_text="/v1/recommendations")).to_be_visible()

    page.locator("#operations-recommendations-recommend_v1_recommendations_post").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".live-responses-table .response .response-col_status").first).to_contain_text("200")
