"""What the reader and the parser make of the committed resumes, layout by layout."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from projects.resume_screener.parsing import parse
from projects.resume_screener.reading import read
from projects.resume_screener.resume import Document
from projects.resume_screener.synthetic import TODAY, Expected
from projects.resume_screener.synthetic.measure import checks, order_kept, words_invented, words_recovered
from shared.documents.limits import Limits
from shared.documents.unreadable import NoText
from tests.resume_screener import corpus

WORDS, ORDER, INVENTED = 0.99, 0.99, 0.01
FACTS = {
    **dict.fromkeys(("name", "email", "phone", "links", "sections"), 1.0),
    **dict.fromkeys(("dates", "months"), 0.98),
    "address": 0.95,
    "titles": 0.9,
    "levels": 0.9,
    "graduations": 0.87,
    "organisations": 0.84,
}
"""Shares of the files where a fact is right, that the parser may not fall below."""
READABLE = corpus.readable()


@cache
def document(truth: Expected) -> Document:
    return read(corpus.data(truth), truth.file, Limits())


@pytest.mark.parametrize("truth", READABLE, ids=lambda truth: truth.file)
def test_words_are_recovered_in_the_order_of_reading(truth: Expected) -> None:
    text = document(truth).text
    assert words_recovered(truth, text) >= WORDS
    assert words_invented(truth, text) <= INVENTED
    assert order_kept(truth, text) >= ORDER


@pytest.mark.parametrize(
    "truth", [each for each in corpus.truths() if not each.is_readable], ids=lambda each: each.file
)
def test_a_scan_is_refused(truth: Expected) -> None:
    with pytest.raises(NoText):
        document(truth)


@cache
def parsed() -> Counter[str]:
    """How many of the readable files have each fact right."""
    return Counter(
        name
        for truth in READABLE
        for name, is_right in checks(truth, parse(document(truth), today=TODAY)).items()
        if is_right
    )


@pytest.mark.parametrize(("fact", "floor"), FACTS.items())
def test_the_parser_gets_the_facts(fact: str, floor: float) -> None:
    assert parsed()[fact] / len(READABLE) >= floor
