"""Neighbourhood models: similar items and similar people."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_array

from projects.recommender.model.base import Contributions, Csr, Floats, ModelConfig, Profile, Recommender
from projects.recommender.model.linear import DenseLinearRecommender


class ItemKnnConfig(ModelConfig):
    """``neighbours`` keeps the most similar items of each item; None keeps all, as SAR does."""

    kind: Literal["item-knn"] = "item-knn"
    similarity: Literal["jaccard", "cosine"] = "jaccard"
    neighbours: int | None = Field(None, ge=1)


class ItemKnn(DenseLinearRecommender[ItemKnnConfig]):
    """Items that the same people chose. With Jaccard this is SAR, Microsoft's Smart Adaptive Recommendations.

    Co-occurrence counts people, whatever the weights; the weights of the history count when scoring.
    """

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        chosen = interactions.astype(np.bool_).astype(np.float32)
        together = (chosen.T @ chosen).toarray().astype(np.float64)
        count = together.diagonal()
        match self.config.similarity:
            case "jaccard":
                scale = count[:, None] + count[None, :] - together
            case "cosine":
                scale = np.sqrt(np.outer(count, count))
        weights = np.divide(together, scale, out=np.zeros_like(together), where=scale > 0)
        if self.config.neighbours is not None and self.config.neighbours < len(weights):
            lowest = np.partition(weights, -self.config.neighbours, axis=0)[-self.config.neighbours]
            weights[weights < lowest] = 0.0
        self.weights = weights.astype(np.float32)


class UserKnnConfig(ModelConfig):
    """``neighbours`` people vote, each with cosine similarity to the power ``sharpness``.

    ``popularity_damping`` divides an item by count^damping before people are compared: a shared rare film tells more.
    """

    kind: Literal["user-knn"] = "user-knn"
    neighbours: int = Field(100, ge=1)
    sharpness: float = Field(1.0, ge=1)
    popularity_damping: float = Field(0.0, ge=0)


class UserKnn(Recommender[UserKnnConfig]):
    """The training users closest to a history vote for what they chose.

    A person who is in the training data is their own closest neighbour; that vote falls on films they have seen.
    """

    state: ClassVar[tuple[str, ...]] = ("indptr", "indices", "data", "item_scale")
    indptr: NDArray[np.int32]
    indices: NDArray[np.int32]
    data: Floats
    item_scale: Floats

    def _fit(self, interactions: Csr, item_features: Csr | None) -> None:
        count = np.asarray(interactions.astype(np.bool_).sum(axis=0), np.float64).ravel()
        self.item_scale = np.power(np.maximum(count, 1.0), -self.config.popularity_damping).astype(np.float32)
        self.indptr = interactions.indptr.astype(np.int32)
        self.indices = interactions.indices.astype(np.int32)
        self.data = interactions.data.astype(np.float32)

    def _prepare(self) -> None:
        shape = (len(self.indptr) - 1, self.n_items)
        self._chosen: Csr = csr_array((self.data, self.indices, self.indptr), shape=shape)
        self._profiles_by_item: Csr = self._scaled(self._chosen).T.tocsr()

    def _scaled(self, rows: Csr) -> Csr:
        """Damp popular items and divide each row by its length, so that a product of two rows is a cosine."""
        data = rows.data * self.item_scale[rows.indices]
        owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        length = np.sqrt(np.bincount(owner, data.astype(np.float64) ** 2, minlength=rows.shape[0]))
        return csr_array(((data / length[owner]).astype(np.float32), rows.indices, rows.indptr), shape=rows.shape)

    def _votes(self, scaled_history: Csr) -> Csr:
        """Return the votes of the closest training users: [n, n_users], at most ``neighbours`` in a row."""
        similarity: Floats = (scaled_history @ self._profiles_by_item).toarray()
        n, n_users = similarity.shape
        width = min(self.config.neighbours, n_users)
        closest = np.argpartition(similarity, n_users - width, axis=1)[:, n_users - width :]
        votes = np.take_along_axis(similarity, closest, axis=1) ** np.float32(self.config.sharpness)
        return csr_array((votes.ravel(), closest.ravel(), np.arange(0, n * width + 1, width)), shape=(n, n_users))

    def _score(self, history: Csr) -> Floats:
        return (self._votes(self._scaled(history)) @ self._chosen).toarray()

    def _profile(self, items: NDArray[np.int32], weights: Floats) -> Profile:
        scaled = weights.astype(np.float64) * self.item_scale[items]
        film, person, part = _rows(self._profiles_by_item, items)
        part = part * (scaled / np.linalg.norm(scaled))[film] if len(items) else part
        similarity = np.bincount(person, part, minlength=len(self.indptr) - 1).astype(np.float64)
        neighbours = self._nearest(similarity)
        votes = similarity[neighbours] ** self.config.sharpness
        voter, item, choice = _rows(self._chosen, neighbours)
        scores = np.bincount(item, votes[voter] * choice, minlength=self.n_items).astype(np.float32)

        def explain(asked: NDArray[np.integer]) -> Contributions:
            """Share out each neighbour's vote among the films of the history by their part in the similarity."""
            share = _dense(film, person, part, len(items), neighbours, len(similarity))
            chose = _dense(voter, item, choice, len(neighbours), asked, self.n_items)
            per_unit = votes / similarity[neighbours]
            return Contributions(items, np.zeros(len(asked)), (share * per_unit @ chose).T)

        return Profile(scores, explain)

    def _nearest(self, similarity: NDArray[np.float64]) -> NDArray[np.intp]:
        """The people whose similarity [n_users] counts: the neighbours, and whoever is as close as the last of them."""
        lowest = 0.0
        if self.config.neighbours < len(similarity):
            lowest = np.partition(similarity, -self.config.neighbours)[-self.config.neighbours]
        return np.flatnonzero((similarity >= lowest) & (similarity > 0))


def _rows(matrix: Csr, rows: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.int32], Floats]:
    """Return the cells of some rows as triples: position in ``rows``, column, value."""
    starts, lengths = matrix.indptr[rows], matrix.indptr[rows + 1] - matrix.indptr[rows]
    position = np.repeat(np.arange(len(rows)), lengths)
    cells = np.arange(len(position)) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    return position, matrix.indices[cells], matrix.data[cells]


def _dense(
    rows: NDArray[np.intp],
    columns: NDArray[np.integer],
    values: NDArray[np.floating],
    n_rows: int,
    wanted: NDArray[np.integer],
    n_columns: int,
) -> NDArray[np.float64]:
    """Return the wanted columns of a matrix that is given by its cells: [n_rows, len(wanted)]."""
    place = np.full(n_columns, -1)
    place[wanted] = np.arange(len(wanted))
    kept = np.flatnonzero(place[columns] >= 0)
    dense = np.zeros((n_rows, len(wanted)))
    dense[rows[kept], place[columns[kept]]] = values[kept]
    return dense
