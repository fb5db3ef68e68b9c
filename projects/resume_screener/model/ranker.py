"""What is learnt of matching, as data: how much each part of a score weighs, and what a score is worth."""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from projects.resume_screener.resume import Part, Share

PARTS = ("coverage", "relevance", "titles", "text", "experience", "education")
OCCUPATION_PARTS = PARTS[:4]
"""What tells whether somebody does this work at all; only these are learnt, and only these make the probability."""
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Unweighable(ValueError):
    """Nothing that has a weight can be judged for this job."""

    def __init__(self) -> None:
        super().__init__("the job asks for nothing that has a weight: give text or titles a weight above 0")


class Parts(Part):
    """One number in [0, 1] for each part of a score.

    ``coverage``: how much of what the job requires the resume shows. ``relevance``: how many of the resume's skills
    the job requires. ``titles``: how near the positions are to the job's title. ``text``: how near what was done is
    to what is to be done. ``experience``: years against the minimum. ``education``: level against the minimum.
    """

    coverage: Share
    relevance: Share
    titles: Share
    text: Share
    experience: Share
    education: Share

    def values(self) -> tuple[float, ...]:
        """The numbers in the order of PARTS."""
        return tuple(getattr(self, name) for name in PARTS)


class Weights(Part):
    """How much each part of a score counts; only their ratios matter. Refused when all are 0."""

    coverage: Weight = 0.0
    relevance: Weight = 0.0
    titles: Weight = 0.0
    text: Weight = 0.0
    experience: Weight = 0.0
    education: Weight = 0.0

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        if not any(self.values()):
            raise ValueError("all weights are 0: give at least one part a weight")
        return self

    def values(self) -> tuple[float, ...]:
        """The numbers in the order of PARTS."""
        return tuple(getattr(self, name) for name in PARTS)

    def shares(self, reliability: Parts) -> Parts:
        """Return what each part adds to a score of 1: weight × reliability, scaled to a sum of 1.

        Raises Unweighable when every product is 0.
        """
        products = [weight * trust for weight, trust in zip(self.values(), reliability.values(), strict=True)]
        total = math.fsum(products)
        if not total:
            raise Unweighable
        return Parts(**{name: min(1.0, product / total) for name, product in zip(PARTS, products, strict=True)})


class Scale(Part):
    """Stretches cosines: ``low`` and below become 0, ``high`` and above 1."""

    low: float = 0.0
    high: float = 1.0

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"low {self.low} must be below high {self.high}")
        return self

    def __call__(self, cosine: float) -> float:
        return min(1.0, max(0.0, (cosine - self.low) / (self.high - self.low)))


class Calibration(Part):
    """Platt's sigmoid over a score: Platt, "Probabilistic outputs for support vector machines", 1999. Never falls."""

    intercept: float = -4.0
    slope: float = Field(8.0, ge=0)

    def __call__(self, score: float) -> float:
        z = self.intercept + self.slope * score
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


class Ranker(Part):
    """Default weights, scales of the cosines, and the calibration.

    The probability is that of the training: that a resume was made from the occupation that the ad was made from, in a
    pile of which ``base_rate`` are. It says nothing of who will be hired or do well, and knows no years and no degrees.
    """

    weights: Weights = Weights(coverage=0.3, relevance=0.1, titles=0.25, text=0.2, experience=0.1, education=0.05)
    titles: Scale = Scale(low=0.1, high=0.8)
    text: Scale = Scale(low=0.1, high=0.7)
    calibration: Calibration = Calibration()
    base_rate: Share = 0.2

    @property
    def occupation_weights(self) -> Weights:
        """The default weights of the parts that make the probability."""
        return Weights(**{name: getattr(self.weights, name) for name in OCCUPATION_PARTS})

    def probability(self, parts: Parts, reliability: Parts) -> float:
        """Return the calibrated probability in (0, 1), whatever weights a recruiter sets. Raises Unweighable."""
        return self.calibration(score(parts, self.occupation_weights.shares(reliability)))


def score(parts: Parts, shares: Parts) -> float:
    """Return the mean of the parts in [0, 1], weighted by ``shares``."""
    return min(1.0, math.fsum(part * share for part, share in zip(parts.values(), shares.values(), strict=True)))
