"""What the image classifier's page shows when a file or the service fails.

The page, the browser and the service are real; single answers are replaced on their way.
"""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.image_classifier.page import (
    N_CLASSES,
    Running,
    a_file,
    choose,
    drop,
    expect_drawn,
    headline,
    press_sample,
    refused,
)
from tests.e2e.routes import first_times, problem
from tests.e2e.visitor import Visitor
from tests.image_classifier import pictures


def test_file_that_is_no_picture_is_told_and_the_next_one_works(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    press_sample(page, "bag")
    expect(headline(page)).to_have_text("Bag")
    drop(page, a_file("notes.txt", b"not a picture", "text/plain"))
    alert = page.locator("#problem").get_by_role("alert")
    expect(alert).to_contain_text("notes.txt cannot be read")
    expect(alert).to_contain_text("Send one JPEG, PNG or WebP picture.")
    expect(alert.get_by_role("button")).to_have_count(0)
    expect(headline(page)).to_be_hidden()
    refused(visitor, f"422 from {classifier.url}/v1/classify")
    press_sample(page, "bag")
    expect(headline(page)).to_be_visible()
    expect(page.locator("#problem")).to_be_empty()


def test_drop_without_a_file_is_told(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    drop(page)
    expect(page.locator(".toast")).to_contain_text("That was no file.")


@pytest.mark.parametrize("route", ["**/v1/classify", "**/v1/classify/batch", "**/v1/explain**", "**/v1/samples"])
def test_failure_is_told_where_it_matters_and_can_be_tried_again(
    visitor: Visitor, classifier: Running, route: str
) -> None:
    page = visitor.page(classifier.url)
    page.route(route, first_times(1, problem(500, "It broke.")))
    page.goto(classifier.url)
    files = [a_file("bag.png", pictures.sample("bag")), a_file("coat.png", pictures.sample("coat"))]
    choose(page, *(files if route.endswith("batch") else files[:1]))
    alert = page.get_by_role("alert").filter(has_text="It broke.")
    expect(alert).to_contain_text("abc123")
    alert.get_by_role("button", name="Try again").click()
    expect(headline(page)).to_have_text("Bag")
    expect_drawn(page.get_by_alt_text("Heat map of what speaks for Bag"))
    expect(page.locator("#samples button")).to_have_count(N_CLASSES)
    expect(alert).to_have_count(0)


def test_busy_service_is_asked_once_more(visitor: Visitor, classifier: Running) -> None:
    page = visitor.page(classifier.url)
    page.route("**/v1/classify", first_times(1, problem(503, "Full.", **{"Retry-After": "0"})))
    page.goto(classifier.url)
    press_sample(page, "bag")
    expect(headline(page)).to_have_text("Bag")


def test_too_large_file_is_told_and_does_not_spoil_the_others(
    visitor: Visitor, classifier: Running, tmp_path: Path
) -> None:
    poster, bag = tmp_path / "poster.png", tmp_path / "bag.png"
    poster.write_bytes(bytes(17 * 1_048_576))
    bag.write_bytes(pictures.sample("bag"))
    page = visitor.open(classifier.url)
    page.locator("#files").set_input_files(poster)
    alert = page.locator("#problem").get_by_role("alert")
    expect(alert).to_contain_text("poster.png is too large")
    expect(alert.get_by_role("button")).to_have_count(0)
    refused(visitor, f"413 from {classifier.url}/v1/classify")
    page.locator("#files").set_input_files([poster, bag])
    expect(page.locator("#gallery .unreadable")).to_contain_text("poster.png")
    expect(headline(page)).to_have_text("Bag")
    refused(visitor, f"413 from {classifier.url}/v1/classify/batch")


def test_api_key_is_asked_for_once_and_opens_every_way(visitor: Visitor, classifier: Running) -> None:
    page = visitor.page(classifier.url)
    page.route(
        "**/v1/**",
        lambda route: (
            route.continue_()
            if route.request.headers.get("x-api-key") == "open sesame"
            else route.fulfill(**problem(401, "An API key is needed."))
        ),
    )
    page.goto(classifier.url)
    page.get_by_role("dialog").get_by_label("API key").fill("open sesame")
    page.keyboard.press("Enter")
    press_sample(page, "bag")
    expect(headline(page)).to_have_text("Bag")
    expect_drawn(page.get_by_alt_text("Heat map of what speaks for Bag"))
    page.evaluate("sessionStorage.setItem('api-key', 'expired')")
    choose(page, a_file("coat.png", pictures.sample("coat")))
    expect(page.get_by_role("dialog").get_by_text("That key was refused.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("API key").fill("open sesame")
    page.keyboard.press("Enter")
    expect(headline(page)).to_have_text("Coat")


def test_markup_in_a_file_name_stays_text(visitor: Visitor, classifier: Running) -> None:
    name = '<img src="x" onerror="document.title = 1">.png'
    page = visitor.open(classifier.url)
    choose(page, a_file(name, pictures.sample("bag")))
    expect_drawn(page.get_by_alt_text(name))
    choose(page, a_file(name, b"not a picture"), a_file(name, b"neither"))
    expect(page.locator("#gallery .file-name").first).to_have_text(name)
    expect(page.locator("#gallery img")).to_have_count(0)
