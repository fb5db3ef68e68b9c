"""What the service loads: the fitted model with its catalogue, the known histories and the popularity lists.

Stored as one ``arrays.npz`` (read without pickle) and one ``bundle.json``. Needs numpy and scipy, nothing else.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Dataset, Interactions, Item
from projects.recommender.model.base import Contributions, Csr, Floats, ModelConfig, Profile, Recommender
from projects.recommender.model.catalogue import build, parse_config, restore
from projects.recommender.model.content import item_features
from projects.recommender.model.history import matrix, weighted
from projects.recommender.model.popularity import interaction_counts

FORMAT = 1
ARRAYS_FILE = "arrays.npz"
BUNDLE_FILE = "bundle.json"


class BundleError(ValueError):
    """The files in the folder are not a bundle that this version can read."""


@dataclass(frozen=True)
class Histories:
    """The items of every known user, oldest first: user u has ``items[indptr[u]:indptr[u + 1]]``, at ``timestamps``
    (seconds since 1970, UTC)."""

    indptr: NDArray[np.int64]
    items: NDArray[np.int32]
    timestamps: NDArray[np.int64]

    @classmethod
    def from_interactions(cls, interactions: Interactions, n_users: int) -> Self:
        """Group by user and sort by time; ties keep the order of the data."""
        order = np.lexsort((interactions.timestamps, interactions.users))
        counts = np.bincount(interactions.users, minlength=n_users)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(indptr, interactions.items[order], interactions.timestamps[order])

    def of(self, user: int) -> NDArray[np.int32]:
        """Return the item indices of one user, oldest first."""
        return self.items[self.indptr[user] : self.indptr[user + 1]]

    def moments_of(self, user: int) -> NDArray[np.int64]:
        """Return when these were: seconds since 1970, UTC."""
        return self.timestamps[self.indptr[user] : self.indptr[user + 1]]


@dataclass(frozen=True)
class RecommenderModel:
    """A fitted recommender, ready to answer.

    ``half_life``: recency half-life of a history in interactions, None weighs all alike.
    ``popularity`` and ``recent_popularity``: interactions of each item, in all of the data and in its last days.
    """

    model: Recommender[Any]
    users: tuple[str, ...]
    items: tuple[Item, ...]
    histories: Histories
    popularity: Floats
    recent_popularity: Floats
    half_life: float | None
    dataset: str
    data_sha256: str

    @classmethod
    def fit(
        cls, dataset: Dataset, config: ModelConfig, *, half_life: float | None = None, recent_days: int = 14
    ) -> Self:
        """Train on all interactions of a data set."""
        data, shape = dataset.interactions, dataset.shape
        model = build(config).fit(matrix(data.users, data.items, None, shape), item_features(dataset.items))
        return cls(
            model=model,
            users=dataset.users,
            items=dataset.items,
            histories=Histories.from_interactions(data, shape[0]),
            popularity=interaction_counts(data, shape[1]),
            recent_popularity=interaction_counts(data, shape[1], last_days=recent_days),
            half_life=half_life,
            dataset=dataset.name,
            data_sha256=dataset.sha256,
        )

    @cached_property
    def user_index(self) -> Mapping[str, int]:
        """Position of each known user id."""
        return {key: index for index, key in enumerate(self.users)}

    @cached_property
    def item_index(self) -> Mapping[str, int]:
        """Position of each item id."""
        return {item.id: index for index, item in enumerate(self.items)}

    @cached_property
    def features(self) -> Csr:
        """Genres and periods of the items: [n_items, n_features]."""
        return item_features(self.items)

    def score(self, history: Sequence[int] | NDArray[np.integer]) -> Floats:
        """Return the scores [n_items] for one history: distinct item indices, oldest first."""
        return self.profile(history).scores

    def explain(self, history: Sequence[int] | NDArray[np.integer], items: NDArray[np.integer]) -> Contributions:
        """Say what each film of the history adds to ``score(history)[items]``."""
        return self.profile(history).explain(items)

    def profile(self, history: Sequence[int] | NDArray[np.integer]) -> Profile:
        """Score one history, recency weighted, ready to be explained."""
        return self.model.profile(*weighted(history, half_life=self.half_life))

    def save(self, folder: Path) -> None:
        """Write the two files into ``folder``, which is created."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"model.{name}": array for name, array in self.model.arrays().items()}
        np.savez(
            folder / ARRAYS_FILE,
            allow_pickle=False,
            **arrays,
            indptr=self.histories.indptr,
            history=self.histories.items,
            timestamps=self.histories.timestamps,
            popularity=self.popularity,
            recent_popularity=self.recent_popularity,
        )
        description = {
            "format": FORMAT,
            "dataset": self.dataset,
            "data_sha256": self.data_sha256,
            "half_life": self.half_life,
            "config": self.model.config.model_dump(mode="json"),
            "users": self.users,
            "items": [asdict(item) for item in self.items],
        }
        (folder / BUNDLE_FILE).write_text(json.dumps(description, ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote. Raises BundleError when a file is absent, damaged or of another format."""
        try:
            description = json.loads((folder / BUNDLE_FILE).read_text("utf-8"))
            if description["format"] != FORMAT:
                raise BundleError(f"{folder}: format {description['format']}, this version reads {FORMAT}")
            with (folder / ARRAYS_FILE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = dict(stored)
            return cls._from_parts(description, arrays)
        except BundleError:
            raise
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise BundleError(f"{folder}: not a readable bundle ({type(error).__name__}: {error})") from error

    @classmethod
    def _from_parts(cls, description: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Self:
        own = {name.removeprefix("model."): array for name, array in arrays.items() if name.startswith("model.")}
        model = restore(parse_config(description["config"]), own)
        if len(description["items"]) != model.n_items:
            raise BundleError(f"{len(description['items'])} items are listed, the model knows {model.n_items}")
        return cls(
            model=model,
            users=tuple(description["users"]),
            items=tuple(Item(**{**item, "genres": tuple(item["genres"])}) for item in description["items"]),
            histories=Histories(arrays["indptr"], arrays["history"], arrays["timestamps"]),
            popularity=arrays["popularity"],
            recent_popularity=arrays["recent_popularity"],
            half_life=description["half_life"],
            dataset=description["dataset"],
            data_sha256=description["data_sha256"],
        )
