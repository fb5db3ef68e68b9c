"""What the numbers suggest, and what goes against it. A person decides: the service rejects nobody."""

from __future__ import annotations

from enum import StrEnum

from projects.resume_screener.matching import Match

LIKELY = 0.5
"""More likely a match than not, as the probability is defined (``model.ranker.Ranker``)."""


class Recommendation(StrEnum):
    """There is no recommendation to reject: a low number says "look yourself", not "no"."""

    ADVANCE = "advance"
    REVIEW = "review"


class Verdict(StrEnum):
    """What a person may decide."""

    ADVANCE = "advance"
    HOLD = "hold"
    REJECT = "reject"


_AGAINST = {Recommendation.ADVANCE: Verdict.REJECT, Recommendation.REVIEW: Verdict.ADVANCE}


def recommended(match: Match) -> Recommendation:
    """Recommend who is likely a match and misses no must, whatever weights were set."""
    is_likely = match.probability >= LIKELY and not match.gaps.missing_musts
    return Recommendation.ADVANCE if is_likely else Recommendation.REVIEW


def is_override(verdict: Verdict, recommendation: Recommendation) -> bool:
    """Whether a decision goes against the recommendation; such a one needs a reason."""
    return _AGAINST[recommendation] is verdict
