"""People are drawn from a seed, and lead lives that are possible."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from projects.resume_screener.synthetic import TODAY, draw_person, vocabulary
from projects.resume_screener.synthetic.periods import DateStyle, index, months

SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_the_same_seed_is_the_same_person(seed: int) -> None:
    assert draw_person(seed) == draw_person(seed)


@given(SEEDS)
def test_jobs_are_in_the_past_and_the_latest_comes_first(seed: int) -> None:
    person, now = draw_person(seed), index(TODAY.year, TODAY.month)
    periods = [position.period for position in person.positions]
    assert all(period.first <= period.last <= now for period in periods)
    assert periods == sorted(periods, key=lambda period: period.first, reverse=True)
    assert all(period.last == now for period in periods if period.is_current)
    assert not any(period.is_current for period in periods[1:])


@given(SEEDS)
def test_the_last_degree_comes_before_most_of_the_career(seed: int) -> None:
    person = draw_person(seed)
    years = [degree.year for degree in person.degrees]
    assert years == sorted(years, reverse=True)
    assert years[0] <= person.positions[-1].period.first // 12 + 1


@given(SEEDS)
def test_every_skill_stands_in_its_sentence(seed: int) -> None:
    person = draw_person(seed)
    for sentence in (person.summary, *(bullet for position in person.positions for bullet in position.bullets)):
        assert not re.search(r"[\[\]{}]", sentence.text)
        assert all(skill in sentence.text for skill in sentence.skills)


def test_a_hundred_people_show_what_resumes_have() -> None:
    people = [draw_person(seed) for seed in range(100)]
    periods = [[position.period for position in person.positions] for person in people]
    spans = [own[0].last - own[-1].first + 1 for own in periods]
    assert {person.occupation for person in people} == {each.name for each in vocabulary.occupations()}
    assert {person.dates for person in people} == set(DateStyle)
    assert any(len(own) == 1 for own in periods)
    assert any(len(own) >= 8 for own in periods)
    assert any(months(own) < span for own, span in zip(periods, spans, strict=True)), "somebody has a gap"
    assert any(later.first <= earlier.last for own in periods for later, earlier in pairwise(own))
    assert any(not own[0].is_current for own in periods)
