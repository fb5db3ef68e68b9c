from __future__ import annotations

import pytest

from projects.resume_screener.recommendation import Recommendation, Verdict, is_override


@pytest.mark.parametrize(
    ("recommendation", "verdict", "expected"),
    [
        (Recommendation.ADVANCE, Verdict.ADVANCE, False),
        (Recommendation.ADVANCE, Verdict.HOLD, False),
        (Recommendation.ADVANCE, Verdict.REJECT, True),
        (Recommendation.REVIEW, Verdict.ADVANCE, True),
        (Recommendation.REVIEW, Verdict.HOLD, False),
        (Recommendation.REVIEW, Verdict.REJECT, False),
    ],
)
def test_override_is_what_goes_against_the_recommendation(
    recommendation: Recommendation, verdict: Verdict, expected: bool
) -> None:
    assert is_override(verdict, recommendation) is expected


def test_nobody_is_recommended_to_be_rejected() -> None:
    assert {recommendation.value for recommendation in Recommendation} == {"advance", "review"}
