"""A weighted sum of models, each standardised per history so that their scales agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from projects.recommender.model.als import Als, AlsConfig
from projects.recommender.model.base import Arrays, Contributions, Csr, Floats, ModelConfig, Profile, Recommender
from projects.recommender.model.ease import Ease, EaseConfig
from projects.recommender.model.neighbours import ItemKnn, ItemKnnConfig, UserKnn, UserKnnConfig

PartConfig: TypeAlias = AlsConfig | EaseConfig | ItemKnnConfig | UserKnnConfig
PartModel: TypeAlias = Als | Ease | ItemKnn | UserKnn


class Part(ModelConfig):
    """One model of a blend and its weight."""

    weight: float = Field(gt=0)
    model: Annotated[PartConfig, Field(discriminator="kind")]


class BlendConfig(ModelConfig):
    """The parts; only the ratios of their weights matter."""

    kind: Literal["blend"] = "blend"
    parts: tuple[Part, ...] = Field(min_length=1)


class Blend(Recommender[BlendConfig]):
    """Sum of weight · (score - mean) / standard deviation, the last two over the catalogue for one history.

    Weights are divided by their sum. A part that scores all items alike (an empty history) adds nothing.
    """

    state: ClassVar[tuple[str, ...]] = ()

    def __init__(self, config: BlendConfig) -> None:
        super().__init__(config)
        total = sum(part.weight for part in config.parts)
        self.parts: list[tuple[float, PartModel]] = [(part.weight / total, _new(part.model)) for part in config.parts]

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        for _, model in self.parts:
            model.fit(interactions, item_features)

    def arrays(self) -> Arrays:
        """As for every model; the arrays of part n are called ``n.name``."""
        parts = {
            f"{number}.{name}": array
            for number, (_, model) in enumerate(self.parts)
            for name, array in model.arrays().items()
        }
        return {**super().arrays(), **parts}

    @classmethod
    def from_arrays(cls, config: BlendConfig, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Restore a fitted blend; KeyError when an array is missing."""
        blend = super().from_arrays(config, arrays)
        for number, (part, (weight, _)) in enumerate(zip(config.parts, blend.parts, strict=True)):
            prefix = f"{number}."
            own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
            blend.parts[number] = (weight, _restore(part.model, own))
        return blend

    def _score(self, history: Csr) -> Floats:
        total = np.zeros(history.shape, np.float32)
        for weight, model in self.parts:
            total += np.float32(weight) * standardised(model.score(history))
        return total

    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        profiles = [model._profile(items, weights) for _, model in self.parts]
        total = np.zeros(self.n_items, np.float32)
        moments = []
        for (weight, _), profile in zip(self.parts, profiles, strict=True):
            mean, scale = _moments(profile.scores)
            total += (profile.scores - mean) * np.float32(weight * scale)
            moments.append((mean, weight * scale))

        def explain(asked: NDArray[np.integer]) -> Contributions:
            baseline, values = np.zeros(len(asked)), np.zeros((len(asked), len(items)))
            for profile, (mean, scale) in zip(profiles, moments, strict=True):
                part = profile.explain(asked)
                baseline += scale * (part.baseline - mean)
                values += scale * part.values
            return Contributions(items, baseline, values)

        return Profile(total, explain)


def standardised(scores: Floats) -> Floats:
    """Shift and scale each row [n, n_items] to mean 0 and standard deviation 1; a row of equal scores becomes 0."""
    moments = np.array([_moments(row) for row in scores], np.float32).reshape(len(scores), 2, 1)
    standard: Floats = (scores - moments[:, 0]) * moments[:, 1]
    return standard


def _moments(scores: Floats) -> tuple[float, float]:
    """Mean and inverse standard deviation of the scores [n_items]; the latter 0 where all are equal."""
    mean = float(scores.sum()) / len(scores)
    centred = scores - np.float32(mean)
    deviation = math.sqrt(float(centred @ centred) / len(scores))
    return mean, 0.0 if deviation <= 1e-6 * abs(mean) else 1 / deviation


def _new(config: PartConfig) -> PartModel:
    match config:
        case AlsConfig():
            return Als(config)
        case EaseConfig():
            return Ease(config)
        case ItemKnnConfig():
            return ItemKnn(config)
        case UserKnnConfig():
            return UserKnn(config)


def _restore(config: PartConfig, arrays: Mapping[str, NDArray[Any]]) -> PartModel:
    match config:
        case AlsConfig():
            return Als.from_arrays(config, arrays)
        case EaseConfig():
            return Ease.from_arrays(config, arrays)
        case ItemKnnConfig():
            return ItemKnn.from_arrays(config, arrays)
        case UserKnnConfig():
            return UserKnn.from_arrays(config, arrays)
