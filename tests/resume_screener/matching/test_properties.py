"""What a recruiter may rely on, on the real engine from text to score."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects.resume_screener.matching import Match, Weights, keyword_bound, reliability
from projects.resume_screener.screening import Screener
from tests.resume_screener.matching.texts import EDUCATION, EXPERIENCE, JOB, SKILLS, SUMMARY, read, write

REQUIRED = ("SQL", "Kafka", "Airflow", "Kubernetes")
LISTS = st.lists(st.sampled_from(SKILLS), unique=True, max_size=6)
WEIGHTS = st.builds(Weights, **{name: st.floats(0.01, 1) for name in Weights.model_fields})
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def match(screener: Screener, text: str, weights: Weights | None = None, *, blind: bool = True) -> Match:
    return screener.rank(screener.job(JOB), [read(screener, text)], weights=weights, blind=blind)[0]


@FEW
@given(skills=LISTS, more=st.sampled_from(REQUIRED), weights=st.none() | WEIGHTS)
def test_a_required_skill_more_never_lowers_score_or_probability(
    screener: Screener, skills: list[str], more: str, weights: Weights | None
) -> None:
    before = match(screener, write(skills), weights)
    after = match(screener, write([*skills, more]), weights)
    assert after.score >= before.score
    assert after.probability >= before.probability


@FEW
@given(skills=LISTS, more=st.sampled_from(SKILLS), weights=WEIGHTS)
def test_one_keyword_moves_the_score_by_no_more_than_is_stated(
    screener: Screener, skills: list[str], more: str, weights: Weights
) -> None:
    job = screener.job(JOB)
    bound = keyword_bound(job, weights.shares(reliability(job)), screener.model.implications)
    moved = match(screener, write([*skills, more]), weights).score - match(screener, write(skills), weights).score
    assert abs(moved) <= bound + 1e-9


def test_a_keyword_fifty_times_counts_once(screener: Screener) -> None:
    once, often = write(["SQL", "Kafka"]), write(["SQL", *["Kafka"] * 50])
    assert match(screener, once).parts == match(screener, often).parts


def test_the_order_of_sections_changes_nothing(screener: Screener) -> None:
    orders = itertools.permutations((SUMMARY, EXPERIENCE, EDUCATION))
    scores = {match(screener, write(["SQL"], sections=order)).score for order in orders}
    assert len(scores) == 1


def test_another_name_gives_exactly_the_same_score(screener: Screener) -> None:
    headers = ["Amara Okafor\namara.okafor@example.org\n", "John Smith\njohn.smith@example.org\n"]
    first, second = (match(screener, write(["SQL"], header=header)) for header in headers)
    assert (first.id, first.score, first.probability) == (second.id, second.score, second.probability)


def test_company_in_the_pile_changes_no_score(screener: Screener) -> None:
    alone = match(screener, write(["SQL"]))
    pile = [read(screener, write(skills)) for skills in (["Kafka"], ["SQL"], [], ["Photoshop"])]
    among = next(one for one in screener.rank(screener.job(JOB), pile) if one.index == 1)
    assert (among.score, among.parts) == (alone.score, alone.parts)


def test_equal_resumes_share_a_rank_and_upload_order_does_not_matter(screener: Screener) -> None:
    texts = [write(["SQL"]), write(["SQL", "Kafka"]), write(["SQL"]), write([])]
    pile = [read(screener, text) for text in texts]
    job = screener.job(JOB)
    forward, backward = screener.rank(job, pile), screener.rank(job, pile[::-1])
    assert [one.id for one in forward] == [one.id for one in backward]
    assert [one.rank for one in forward] == [1, 2, 2, 4]
    assert [one.index for one in forward] == [1, 0, 2, 3]


@pytest.mark.parametrize("blind", [True, False])
def test_parts_and_shares_make_the_score(screener: Screener, blind: bool) -> None:
    found = match(screener, write(["SQL"]), blind=blind)
    parts, shares = found.parts.values(), found.shares.values()
    assert found.score == pytest.approx(sum(part * share for part, share in zip(parts, shares, strict=True)))
    assert sum(shares) == pytest.approx(1)


def test_the_probability_does_not_follow_the_sliders(screener: Screener) -> None:
    text = write(["SQL"])
    slid = match(screener, text, Weights(education=1.0))
    assert slid.probability == match(screener, text).probability
    assert slid.score != match(screener, text).score
