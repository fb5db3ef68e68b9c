"""Whether the passages that were found hold the answer: a logistic regression on what the search shows.

A high cosine alone does not tell: a question next to the corpus's topics has near neighbours as well. So the gate also
looks at single sentences, and at whether what the question names occurs at all.
"""

from __future__ import annotations

import math
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FEATURES = ("cosine", "sentence_cosine", "named")
"""What ``projects.chatbot_rag.evidence`` measures."""


class Gate(BaseModel):
    """``probability = sigmoid(bias + weights · (features - means) / scales)``; below ``threshold``: no answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, float] = Field(default_factory=lambda: dict.fromkeys(FEATURES, 0.0))
    means: dict[str, float] = Field(default_factory=lambda: dict.fromkeys(FEATURES, 0.0))
    scales: dict[str, float] = Field(default_factory=lambda: dict.fromkeys(FEATURES, 1.0))
    bias: float = 0.0
    threshold: float = Field(0.5, ge=0, le=1)

    @model_validator(mode="after")
    def _knows_its_features(self) -> Self:
        if unknown := self.weights.keys() - set(FEATURES):
            raise ValueError(f"nothing measures {', '.join(sorted(unknown))}: calibrate again")
        if not self.weights.keys() <= self.means.keys() & self.scales.keys():
            raise ValueError("a weight has no mean or no scale: calibrate again")
        return self

    def probability(self, features: dict[str, float]) -> float:
        """Return the calibrated probability, in [0, 1]. Raises KeyError when a feature is missing."""
        z = self.bias + sum(
            weight * (features[name] - self.means[name]) / self.scales[name] for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))

    def passes(self, probability: float) -> bool:
        """Whether to answer."""
        return probability >= self.threshold
