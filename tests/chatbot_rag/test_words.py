"""What texts are compared by."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.words import code_terms, content_words, is_negated, names, numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30,400 users, 5% at 0.50 and −0.3", {"30400", "5", "0.5", "-0.3"}),
        ("with h near 1e-5, three times", {"1e-5", "3"}),
        ("no number", set()),
        ("variable x1 is not a number", set()),
    ],
)
def test_numbers_are_found_however_they_are_written(text: str, found: set[str]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("It overfits.", False),
        ("It does not overfit.", True),
        ("It doesn’t overfit.", True),
        ("It never overfits.", True),
        ("It is not without danger.", False),
        ("A notebook knows.", False),
    ],
)
def test_negation_is_found(text: str, negated: bool) -> None:
    assert is_negated(text) is negated


def test_words_are_compared_by_their_stems() -> None:
    assert content_words("How do forests overfit?") == content_words("a forest that overfits")


def test_words_without_meaning_do_not_count() -> None:
    assert content_words("What is it, and why would they do that to me?") == []


def test_code_is_found_by_marks_and_by_form() -> None:
    assert code_terms('call fit(), set n_jobs, read `a b` and "the elbow"') == {"fit", "n_jobs", "a b", "the elbow"}


def test_names_are_capitals_within_a_sentence_and_acronyms() -> None:
    assert names("The method of Breiman is in R-CNN. Adding Okabe helps. SVM too.") == {
        "breiman",
        "r-cnn",
        "okabe",
        "svm",
    }
