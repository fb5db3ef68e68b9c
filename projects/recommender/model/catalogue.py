"""All models by name, and how to build or restore one from its config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from numpy.typing import NDArray
from pydantic import Field, TypeAdapter

from projects.recommender.model.als import Als, AlsConfig
from projects.recommender.model.base import ModelConfig, Recommender
from projects.recommender.model.blend import Blend, BlendConfig
from projects.recommender.model.bpr import Bpr, BprConfig
from projects.recommender.model.ease import Ease, EaseConfig
from projects.recommender.model.neighbours import ItemKnn, ItemKnnConfig, UserKnn, UserKnnConfig
from projects.recommender.model.popularity import Popularity, PopularityConfig, Random, RandomConfig

AnyConfig: TypeAlias = Annotated[
    RandomConfig | PopularityConfig | ItemKnnConfig | UserKnnConfig | BprConfig | AlsConfig | EaseConfig | BlendConfig,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[AnyConfig] = TypeAdapter(AnyConfig)
_MODELS: dict[type[ModelConfig], type[Recommender[Any]]] = {
    RandomConfig: Random,
    PopularityConfig: Popularity,
    ItemKnnConfig: ItemKnn,
    UserKnnConfig: UserKnn,
    BprConfig: Bpr,
    AlsConfig: Als,
    EaseConfig: Ease,
    BlendConfig: Blend,
}


def parse_config(values: object) -> ModelConfig:
    """Return the typed config of a mapping such as ``{"kind": "ease", "regularization": 500}``.

    Raises pydantic.ValidationError naming an unknown kind, an unknown parameter or a value out of range.
    """
    return _ADAPTER.validate_python(values)


def build(config: ModelConfig) -> Recommender[Any]:
    """Return the unfitted model of a config."""
    return _MODELS[type(config)](config)


def restore(config: ModelConfig, arrays: Mapping[str, NDArray[Any]]) -> Recommender[Any]:
    """Return the fitted model of a config and the arrays it was saved as."""
    return _MODELS[type(config)].from_arrays(config, arrays)
