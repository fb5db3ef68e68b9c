"""From scores to the list that is shown: hard business rules first, then relevance against variety.

Maximal marginal relevance picks greedily: at each step the item with the best (1 − d)·relevance − d·(greatest
similarity to what is already picked). Carbonell and Goldstein, "The use of MMR, diversity-based reranking for
reordering documents and producing summaries", SIGIR 1998.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data.dataset import Item
from projects.recommender.model.base import Floats
from projects.recommender.model.ranking import best

CANDIDATES = 200
"""MMR looks at this many best-scored items: deep enough for variety, shallow enough for a service."""

Mask = NDArray[np.bool_]


class UnknownGenres(LookupError):
    """Genres that no item of the catalogue has."""

    def __init__(self, unknown: AbstractSet[str], known: Sequence[str]) -> None:
        super().__init__(f"unknown genres {sorted(unknown)}; known: {', '.join(known)}")


@dataclass(frozen=True)
class Catalogue:
    """The items as arrays, made once a model: what rules and variety need to look up.

    ``years``: int [n], 0 where unknown. ``genres``: bool [n, n_genres]. ``vectors``: float32 [n, d], unit length.
    """

    items: tuple[Item, ...]
    genre_names: tuple[str, ...]
    years: NDArray[np.int32]
    genres: Mask
    vectors: Floats

    @classmethod
    def of(cls, items: Sequence[Item], vectors: Floats) -> Catalogue:
        """Index ``items``; ``vectors`` [n, d] say how alike two items are and need not be of unit length."""
        names = tuple(sorted({genre for item in items for genre in item.genres}))
        position = {name: column for column, name in enumerate(names)}
        genres = np.zeros((len(items), len(names)), np.bool_)
        for row, item in enumerate(items):
            genres[row, [position[genre] for genre in item.genres]] = True
        years = np.array([item.year or 0 for item in items], np.int32)
        return cls(tuple(items), names, years, genres, unit_rows(vectors))

    def has_genre(self, names: AbstractSet[str]) -> Mask:
        """Return which items [n] have at least one of the genres.

        Raises:
            UnknownGenres: the catalogue lacks some of them.
        """
        unknown = names - set(self.genre_names)
        if unknown:
            raise UnknownGenres(unknown, self.genre_names)
        return np.asarray(self.genres[:, [name in names for name in self.genre_names]].any(axis=1))


@dataclass(frozen=True)
class Filters:
    """Business rules as the catalogue understands them. An item of unknown year fails every year rule."""

    include_genres: AbstractSet[str] = frozenset()
    exclude_genres: AbstractSet[str] = frozenset()
    year_from: int | None = None
    year_to: int | None = None
    max_per_genre: int | None = None


def unit_rows(rows: Floats) -> Floats:
    """Return the rows [n, d] at length 1; what is all zero stays so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return unit


def allowed(catalogue: Catalogue, filters: Filters, exclude: Sequence[int] | NDArray[np.integer]) -> Mask:
    """Return which items [n] may be shown at all: the filters hold and the item is not in ``exclude``."""
    mask = np.ones(len(catalogue.items), np.bool_)
    if filters.include_genres:
        mask &= catalogue.has_genre(filters.include_genres)
    if filters.exclude_genres:
        mask &= ~catalogue.has_genre(filters.exclude_genres)
    if filters.year_from is not None:
        mask &= catalogue.years >= filters.year_from
    if filters.year_to is not None:
        mask &= (catalogue.years <= filters.year_to) & (catalogue.years > 0)
    mask[np.asarray(exclude, np.intp)] = False
    return mask


def select(
    catalogue: Catalogue, scores: Floats, mask: Mask, k: int, *, diversity: float, max_per_genre: int | None
) -> NDArray[np.int32]:
    """Return at most ``k`` allowed items, best first: by score, or by MMR when ``diversity`` > 0.

    Args:
        scores: float32 [n_items].
        mask: bool [n_items], the items that may be shown.
        diversity: 0 (scores alone) to 1 (variety alone).
        max_per_genre: no genre appears more often than this; None for no quota.
    """
    if not diversity and max_per_genre is None:
        return best(np.where(mask, scores, np.float32(-np.inf)), k)
    depth = max(k, CANDIDATES) if max_per_genre is None else len(scores)
    pool = best(np.where(mask, scores, np.float32(-np.inf)), depth)
    return _greedy(catalogue, scores, pool, k, diversity, max_per_genre)


def _greedy(
    catalogue: Catalogue, scores: Floats, pool: NDArray[np.int32], k: int, diversity: float, max_per_genre: int | None
) -> NDArray[np.int32]:
    relevance = _to_unit_range(scores[pool])
    vectors, genres = catalogue.vectors[pool], catalogue.genres[pool]
    similarity = np.full(len(pool), 0.0, np.float32)
    open_ = np.ones(len(pool), np.bool_)
    used = np.zeros(genres.shape[1], np.int32)
    picked: list[int] = []
    while len(picked) < k and open_.any():
        marginal = np.where(open_, (1 - diversity) * relevance - diversity * similarity, -np.inf)
        best = int(marginal.argmax())
        picked.append(best)
        open_[best] = False
        similarity = np.maximum(similarity, vectors @ vectors[best])
        if max_per_genre is not None:
            used += genres[best]
            open_ &= ~genres[:, used >= max_per_genre].any(axis=1)
    return pool[picked]


def _to_unit_range(scores: Floats) -> Floats:
    if len(scores) == 0:
        return scores
    low, high = scores.min(), scores.max()
    return np.zeros_like(scores) if high == low else (scores - low) / (high - low)
