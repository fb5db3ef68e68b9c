"""What a person can do on the image classifier's page, in a real browser against the real service."""

from collections.abc import Callable

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
    paste,
    percentages,
    photo,
    press_sample,
)
from tests.e2e.routes import first_times, problem
from tests.e2e.visitor import Visitor
from tests.image_classifier import pictures


def test_sample_gets_a_verdict_with_its_evidence_and_every_probability(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    expect(page.locator("#labels")).to_contain_text(f"It knows {N_CLASSES} classes. Ankle boot, Bag,")
    press_sample(page, "ankle boot")
    expect(headline(page)).to_have_text("Ankle boot")
    expect(page.locator("#verdict-status")).to_contain_text("Ankle boot. ")
    expect_drawn(page.locator(".given"))
    expect_drawn(page.get_by_alt_text("Heat map of what speaks for Ankle boot"))
    shown = percentages(page)
    assert len(shown) == N_CLASSES
    assert shown == sorted(shown, reverse=True)
    assert sum(shown) == pytest.approx(1)
    expect(page.locator(".numbers")).to_contain_text("v1")


@pytest.mark.parametrize("give", [choose, drop, paste])
def test_file_gets_a_verdict(visitor: Visitor, classifier: Running, give: Callable[..., None]) -> None:
    page = visitor.open(classifier.url)
    give(page, photo())
    expect(headline(page)).to_have_text("Trouser")
    expect_drawn(page.get_by_alt_text("holiday.jpg"))


def test_same_file_can_be_chosen_twice(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    for label in ("Bag", "Trouser", "Bag"):
        choose(page, a_file("same.png", pictures.sample(label.lower())))
        expect(headline(page)).to_have_text(label)


def test_evidence_of_another_class_can_be_chosen_with_the_keyboard(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    sample = page.get_by_role("button", name="Sample: coat")
    sample.focus()
    page.keyboard.press("Enter")
    expect(headline(page)).to_have_text("Coat")
    page.get_by_role("radio", name="Coat").focus()
    page.keyboard.press("ArrowDown")
    other = page.locator(".class-name").nth(1).inner_text()
    expect_drawn(page.get_by_alt_text(f"Heat map of what speaks for {other}"))
    expect(page.locator(".seen figcaption strong")).to_have_text(other)
    expect(headline(page)).to_have_text("Coat")


@pytest.mark.parametrize(
    ("picture", "said", "why"),
    [
        (pictures.blank, "Nothing to see", "almost one colour"),
        (pictures.unfamiliar, "Nothing it knows", "unlike everything"),
        (pictures.unsure, "Too close to call", "More than one class"),
    ],
)
def test_refusal_says_why_and_keeps_the_numbers(
    visitor: Visitor, classifier: Running, picture: Callable[[], bytes], said: str, why: str
) -> None:
    page = visitor.open(classifier.url)
    choose(page, a_file("odd.png", picture()))
    expect(headline(page)).to_have_text(said)
    expect(page.locator(".refused .alert")).to_contain_text(why)
    expect(page.locator(".refused .alert")).to_contain_text("The nearest class would be")
    assert len(percentages(page)) == N_CLASSES
    expect(page.locator(".numbers")).to_contain_text("Contrast")


def test_several_pictures_make_a_gallery_with_each_verdict(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    names = ("bag", "trouser", "sandal")
    files = [a_file(f"{name}.png", pictures.sample(name)) for name in names]
    drop(page, a_file("notes.txt", b"not a picture", "text/plain"), *files, a_file("grey.png", pictures.blank()))
    expect(page.locator("#gallery-summary")).to_have_text(
        "5 of 5 pictures answered: 3 recognised, 1 not known, 1 unreadable"
    )
    expect(page.locator("#gallery .thumb-label")).to_have_text(["Bag", "Trouser", "Sandal", "Nothing to see"])
    expect(page.locator("#gallery .unreadable")).to_contain_text("notes.txt")
    expect(headline(page)).to_have_text("Bag")
    sandal = page.locator("#gallery").get_by_role("button", name="Sandal")
    sandal.click()
    expect(headline(page)).to_have_text("Sandal")
    expect(sandal).to_have_attribute("aria-pressed", "true")
    expect(page.locator('#gallery [aria-pressed="true"]')).to_have_count(1)
    press_sample(page, "coat")
    expect(headline(page)).to_have_text("Coat")
    expect(page.locator("#gallery")).to_be_hidden()


def test_many_pictures_go_in_requests_that_the_service_takes(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    choose(page, *(a_file(f"{number}.png", pictures.sample("dress")) for number in range(40)))
    expect(page.locator("#gallery-summary")).to_have_text("40 of 40 pictures answered: 40 recognised")
    assert asked.count(f"{classifier.url}/v1/classify/batch") == 3


def test_agreement_is_stored_with_the_request(visitor: Visitor, classifier: Running) -> None:
    page = visitor.open(classifier.url)
    with page.expect_response("**/v1/classify") as answer:
        press_sample(page, "sneaker")
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Thank you. Noted as Sneaker.")).to_be_focused()
    [stored] = classifier.feedback(answer.value.json()["request_id"])
    assert (stored.item, stored.kind) == ("Sneaker", "label")


def test_correction_is_stored_once_though_it_is_sent_again(visitor: Visitor, classifier: Running) -> None:
    page = visitor.page(classifier.url)
    page.route("**/v1/feedback", first_times(1, problem(500, "It broke.")))
    page.goto(classifier.url)
    with page.expect_response("**/v1/classify/batch") as answer:
        choose(page, a_file("one.png", pictures.sample("shirt")), a_file("two.png", pictures.sample("coat")))
    expect(headline(page)).to_have_text("Shirt")
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_label("What is it really?")).to_be_focused()
    expect(page.get_by_role("option", name="Shirt", exact=True)).to_have_count(0)
    page.get_by_label("What is it really?").select_option("T-shirt/top")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Thank you. Noted as T-shirt/top.")).to_be_visible()
    [stored] = classifier.feedback(answer.value.json()["results"][0]["classification"]["request_id"])
    assert stored.item == "T-shirt/top"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_narrow_screen_shows_the_verdict_without_sideways_scrolling(
    visitor: Visitor, classifier: Running, dark: bool
) -> None:
    page = visitor.open(classifier.url, width=360, height=740, dark=dark)
    long_name = "W" * 60
    choose(page, a_file(f"{long_name}.png", pictures.blank()), a_file(f"{long_name}.txt", b"no picture"))
    expect(page.locator("#gallery .unreadable")).to_be_visible()
    page.locator("#gallery button").click()
    expect(headline(page)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    press_sample(page, "t shirt top")
    expect(headline(page)).to_have_text("T-shirt/top")
    expect(headline(page)).to_be_in_viewport()
    page.get_by_role("button", name="No", exact=True).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
