"""Answers: from a person's history to a list of items with reasons. Knows no HTTP, no store and no registry."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data import Item
from projects.recommender.data.ids import of_pseudonym
from projects.recommender.feedback import NO_TASTE, Taste
from projects.recommender.model.als import Als
from projects.recommender.model.base import Floats, Profile
from projects.recommender.model.blend import Blend
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.ranking import K, best
from projects.recommender.rerank import Catalogue, Filters, allowed, select, unit_rows

REASONS = 3
NO_FILTERS = Filters()
ONBOARDING_DIVERSITY = 0.5


class UnknownItems(LookupError):
    """Item ids that are not in the catalogue."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(f"not in the catalogue: {', '.join(items[:10])}")


@dataclass(frozen=True)
class Picks:
    """Item indices, best first, with their scores; ``popular``, without a profile, when there was no history."""

    items: NDArray[np.int32]
    scores: Floats
    profile: Profile | None

    @property
    def strategy(self) -> Literal["personalised", "popular"]:
        """How the items were found."""
        return "popular" if self.profile is None else "personalised"


@dataclass(frozen=True)
class RecommendationEngine:
    """A fitted model with its catalogue, ready to answer."""

    model: RecommenderModel
    catalogue: Catalogue
    popularity: Floats
    titles: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a bundle. Raises BundleError."""
        return cls.of(RecommenderModel.load(folder))

    @classmethod
    def of(cls, model: RecommenderModel) -> Self:
        """Prepare what answers look up: item vectors, search titles, and popularity with recent items first."""
        recent_first = model.recent_popularity + model.popularity / (1 + model.popularity.sum())
        titles = tuple(_plain(item.title) for item in model.items)
        return cls(model, Catalogue.of(model.items, _item_vectors(model)), recent_first.astype(np.float32), titles)

    def check(self) -> None:
        """Answer samples as users would ask them; raise ValueError when an answer is unfit to be shown."""
        history: list[int] = self.model.histories.of(0)[-1:].tolist()
        if not np.isfinite([self.model.score(history), self.popularity]).all():
            raise ValueError("the scores of the sample are not finite")
        if len(self.recommend(history).items) == 0 or len(self.recommend([]).items) == 0:
            raise ValueError("the sample prediction is empty")

    def history(self, names: Sequence[str | None], taste: Taste, items: Sequence[str]) -> list[int]:
        """Return what is known of somebody as distinct item indices, oldest first.

        That is: the history the model was trained with and the feedback, by time, then ``items``; without what the
        user dislikes. Feedback on items that this model does not know is left out. ``names``: the user id and, after
        it, the pseudonym under which the model knows those who came by feedback.

        Raises:
            UnknownItems: ``items`` has ids that are not in the catalogue.
        """
        users = self._known_as(names)
        if len(users) == 1 and not items and taste == NO_TASTE:
            only: list[int] = self.model.histories.of(users[0]).tolist()
            return only
        moments = self._seen(users)
        for item, moment in taste.liked.items():
            if item in self.model.item_index:
                index = self.model.item_index[item]
                moments[index] = max(moment, moments.get(index, moment))
        everything = [*sorted(moments, key=moments.__getitem__), *self.indices(items)]
        latest_first = dict.fromkeys(reversed(everything))
        disliked = set(self.known(taste.disliked))
        return [item for item in reversed(latest_first) if item not in disliked]

    def _known_as(self, names: Sequence[str | None]) -> list[int]:
        """Return the users of the training data who go by these names."""
        marked = [*names[:1], *(of_pseudonym(name) for name in names[1:] if name is not None)]
        index = self.model.user_index
        return [index[name] for name in marked if name is not None and name in index]

    def _seen(self, users: Iterable[int]) -> dict[int, int]:
        """Return the films that users of the training data have seen, and when."""
        histories = self.model.histories
        films: dict[int, int] = {}
        for user in users:
            films |= zip(histories.of(user).tolist(), histories.moments_of(user).tolist(), strict=True)
        return films

    def indices(self, items: Sequence[str]) -> list[int]:
        """Return the indices of item ids. Raises UnknownItems."""
        unknown = [item for item in items if item not in self.model.item_index]
        if unknown:
            raise UnknownItems(unknown)
        return [self.model.item_index[item] for item in items]

    def known(self, items: Iterable[str]) -> list[int]:
        """Return the indices of those item ids that are in the catalogue."""
        index = self.model.item_index
        return [index[item] for item in items if item in index]

    def recommend(
        self,
        history: Sequence[int],
        *,
        hidden: Sequence[int] = (),
        filters: Filters = NO_FILTERS,
        k: int = K,
        diversity: float = 0.0,
    ) -> Picks:
        """Return at most ``k`` items for a history of distinct item indices, oldest first.

        Items of the history and of ``hidden`` are not shown again. Without a history: what is popular now.

        Raises:
            UnknownGenres: the filters name a genre that no item has.
        """
        mask = allowed(self.catalogue, filters, [*history, *hidden])
        profile = self.model.profile(history) if history else None
        scores = self.popularity if profile is None else profile.scores
        items = select(self.catalogue, scores, mask, k, diversity=diversity, max_per_genre=filters.max_per_genre)
        return Picks(items, scores[items], profile)

    def reasons(self, picks: Picks) -> list[list[tuple[int, float]]]:
        """Return for each item the films of the history that raise its score most: (index, contribution)."""
        if picks.profile is None:
            return [[] for _ in picks.items]
        parts = picks.profile.explain(picks.items)
        strongest = np.argsort(-parts.values, axis=1)[:, :REASONS]
        rows = np.arange(len(strongest))[:, None]
        films, values = parts.items[strongest].tolist(), parts.values[rows, strongest].tolist()
        return [
            [(film, value) for film, value in zip(*pair, strict=True) if value > 0]
            for pair in zip(films, values, strict=True)
        ]

    def similar(self, item: int, k: int) -> list[tuple[int, float]]:
        """Return the ``k`` nearest items with their cosine, the item itself left out."""
        vectors = self.catalogue.vectors
        cosine = vectors @ vectors[item]
        cosine[item] = -np.inf
        return [(int(other), float(cosine[other])) for other in best(cosine, k)]

    def search(self, query: str, limit: int) -> list[Item]:
        """Return items whose title has every word of ``query``, the most popular first.

        Neither case nor accents matter.
        """
        words = _plain(query).split()
        found = [index for index, title in enumerate(self.titles) if all(word in title for word in words)]
        found.sort(key=lambda index: -self.model.popularity[index])
        return [self.model.items[index] for index in found[:limit]]

    def onboarding(self, limit: int) -> list[Item]:
        """Return well-known items of many kinds, for somebody to choose from who is new."""
        everything = np.ones(len(self.model.items), np.bool_)
        picked = select(
            self.catalogue,
            np.sqrt(self.model.popularity),
            everything,
            limit,
            diversity=ONBOARDING_DIVERSITY,
            max_per_genre=None,
        )
        return [self.model.items[index] for index in picked]


def _plain(text: str) -> str:
    """Return ``text`` without case and accents: ``Misérables`` and ``MISERABLES`` are one word."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _item_vectors(model: RecommenderModel) -> Floats:
    """Half what people watched together (ALS factors, where the model has them), half genre and period."""
    content = unit_rows(model.features.toarray())
    parts = [part for _, part in model.model.parts] if isinstance(model.model, Blend) else [model.model]
    factors = [unit_rows(part.item_factors) for part in parts if isinstance(part, Als)]
    return np.hstack([content, *factors[:1]])
