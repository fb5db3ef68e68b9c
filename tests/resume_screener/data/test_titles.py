"""Titles with known occupations: no part of the split has seen a title of another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projects.resume_screener.data.titles import split, titles_of
from tests.resume_screener.data.small_onet import occupations


def test_every_occupation_is_in_one_part_and_equal_seeds_place_them_equally() -> None:
    parts = split(occupations(), seed=1)
    assert sorted([*parts.train, *parts.validation, *parts.test]) == list(range(len(occupations())))
    assert len(parts.train) > len(parts.validation) > 0
    assert split(occupations(), seed=1) == parts != split(occupations(), seed=2)


def test_variants_of_an_occupation_stay_together() -> None:
    pairs = [replace(one, code=f"{one.code[:7]}.{variant:02}") for one in occupations() for variant in range(2)]
    parts = split(pairs, seed=3)
    for part in (parts.train, parts.validation, parts.test):
        assert {pairs[i].code[:7] for i in part}.isdisjoint(
            pairs[i].code[:7] for i in range(len(pairs)) if i not in part
        )


def test_too_few_occupations_are_told() -> None:
    with pytest.raises(ValueError, match="too few"):
        split(occupations()[:2], seed=1)


def test_a_title_of_two_parts_belongs_to_neither() -> None:
    first, second, *_ = occupations()
    second = replace(second, alternate_titles=(*second.alternate_titles, "b0 B1", first.title))
    mine = titles_of([first, second], frozenset({0}))
    assert "b0 b1" not in mine.texts
    assert first.title not in titles_of([first, second], frozenset({1})).texts
    both = titles_of([first, second], frozenset({0, 1}))
    assert dict(zip(both.texts, both.relevant, strict=True))["b0 b1"] == frozenset({0, 1})


def test_a_sample_is_no_larger_than_what_there_is() -> None:
    titles = titles_of(occupations(), frozenset(range(5)))
    assert len(titles.sample(3, seed=1)) == 3
    assert set(titles.sample(1000, seed=1).texts) == set(titles.texts)
