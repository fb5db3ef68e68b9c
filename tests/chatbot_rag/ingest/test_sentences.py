"""Where sentences end, and where a dot ends none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.chatbot_rag.ingest.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a tree, e.g. CART, or a forest, i.e. many trees.",
        "See Fig. 3 and Eq. 4 in Breiman et al. (2001) for details.",
        "Dr. Smith and J. R. R. Tolkien met Mr. Jones at St. Mary.",
        "J. Dean, L. A. Barroso and S. Ghemawat wrote it.",
        "Pi is 3.14 and Python 3.11.2 came with version v1.0.0-rc.1 of it.",
        "Read https://example.org/a.html?x=1. before you ask.",
        "The meeting on Jan. 5 at 3 p.m. took an hour.",
        "No. 5 is alive, as pp. 12 and vol. 2 say.",
        "The U.S. Navy sails.",
        "Call `a.b. Then c` as it is.",
        "It sums `λ (|w1| + ... + |wd|)`, which is zero.",
        "He asked “Why?” and left.",
    ],
)
def test_a_dot_that_ends_nothing_splits_nothing(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “Stop.” Then he went.", ["He said “Stop.”", "Then he went."]),
        ("**Zero counts.** An event never seen.", ["**Zero counts.**", "An event never seen."]),
        ("The truth is y = x. Six are off.", ["The truth is y = x.", "Six are off."]),
        ("It ends in the U.S. The rest follows.", ["It ends in the U.S.", "The rest follows."]),
        ("That was in 1990. Later it grew.", ["That was in 1990.", "Later it grew."]),
        ("The answer is no. Then stop.", ["The answer is no.", "Then stop."]),
        ("Why?because is odd. (Really.) Yes.", ["Why?because is odd.", "(Really.)", "Yes."]),
        ("学习很好。过拟合不好！是吗？", ["学习很好。", "过拟合不好！", "是吗？"]),
        ("ما هذا؟ هذا كتاب.", ["ما هذا؟", "هذا كتاب."]),
        ("यह घर है। वह पेड़ है।", ["यह घर है।", "वह पेड़ है।"]),
        ("It wraps\nover lines. Next\none.", ["It wraps\nover lines.", "Next\none."]),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_headings_items_and_rows_are_units_without_their_marks() -> None:
    items = "- one. Two\n- three\n  goes on\n1. first\n2. second"
    text = f"# A title\nProse. More.\n\n{items}\n\n| a. B | c |\n|---|---|\n| 1 | 2 |\n\n---\n"

    assert split(text) == [
        "A title",
        "Prose.",
        "More.",
        "one.",
        "Two",
        "three\n  goes on",
        "first",
        "second",
        "| a. B | c |",
        "| 1 | 2 |",
    ]


def test_a_code_block_is_one_unit_with_its_blank_lines() -> None:
    code = "```python\nx = 1. # One.\n\n# Not a heading. No.\n- y\n```"

    assert split(f"Before. Then:\n\n{code}\n\nAfter.") == ["Before.", "Then:", code, "After."]


def test_a_fence_inside_a_longer_fence_does_not_end_it() -> None:
    code = "````\n```\nA. B\n```\n````"

    assert split(code) == [code]


def test_a_year_at_the_start_of_a_line_begins_no_list() -> None:
    assert split("- It was published in\n  2017. Nobody read it.") == [
        "It was published in\n  2017.",
        "Nobody read it.",
    ]


def test_spans_are_shifted_by_where_the_text_begins() -> None:
    assert sentences("One. Two.", start=100) == [(100, 104), (105, 109)]


@given(st.text(alphabet="aB1 .!?\n`-#|*。)“é", max_size=200))
def test_spans_are_in_order_and_lose_no_letter(text: str) -> None:
    spans = sentences(text)
    inside = {position for start, end in spans for position in range(start, end)}

    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(position in inside for position, character in enumerate(text) if character.isalpha())
