"""A question → the chunks that may answer it, of those that the asker may see.

Both legs leave out what the labels don't open, before they are fused: a foreign chunk takes nobody's place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.documents import Access, Chunk, Hit
from projects.chatbot_rag.index.errors import VectorsUnavailable
from projects.chatbot_rag.index.snapshot import Mask, Snapshot
from projects.chatbot_rag.index.vectors import Neighbours, Vectors
from projects.chatbot_rag.model.fusion import Fusion
from shared.encoder.protocol import Vectors as Matrix

Rerank: TypeAlias = Callable[[str, Sequence[Chunk]], Sequence[float]]
"""Scores chunks for a question, higher is better."""
SURPLUS = 1.5
UNFILTERED = 2_000
"""Up to so many neighbours it is faster to ask for more and leave out what is foreign than to let Chroma filter."""


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first, and how they were found.

    ``degraded`` says what is missing, if anything; times are in milliseconds; ``query_vector`` is [dimension].
    """

    hits: tuple[Hit, ...]
    degraded: str | None
    embed_ms: float
    dense_ms: float
    sparse_ms: float
    fuse_ms: float
    version: int
    revision: int
    query_vector: Matrix


class Found(NamedTuple):
    """What one leg found: positions in the snapshot and their scores, best first."""

    positions: NDArray[np.intp]
    scores: NDArray[np.float64]


NOTHING = Found(np.zeros(0, np.intp), np.zeros(0))


def find_dense(
    snapshot: Snapshot, vectors: Vectors, vector: Matrix, access: Access, visible: Mask, depth: int
) -> Found:
    """Return the ``depth`` visible chunks nearest to a unit vector, by cosine.

    Raises VectorsUnavailable, also when there should be neighbours and there are none.
    """
    allowed = int(visible.sum())
    if not allowed:
        return NOTHING
    wanted = min(depth, allowed)
    enough = math.ceil(SURPLUS * depth * len(visible) / allowed)
    if enough <= max(UNFILTERED, SURPLUS * depth):
        found = _shown(snapshot, vectors.query(snapshot.version, vector, enough), visible, depth)
        if len(found.positions) == wanted:
            return found
    labels = access.intersection(snapshot.labels)
    found = _shown(snapshot, vectors.query(snapshot.version, vector, depth, labels), visible, depth)
    if not len(found.positions):
        raise VectorsUnavailable("the vectors of the index are gone: the next synchronisation writes them again")
    return found


def find_sparse(snapshot: Snapshot, question: str, visible: Mask, depth: int) -> Found:
    """Return the ``depth`` visible chunks with the highest BM25 scores above 0."""
    scores = snapshot.sparse.scores(question, visible)
    matching = np.flatnonzero(scores)
    best = matching[np.argsort(-scores[matching], kind="stable")[:depth]]
    return Found(best, scores[best])


def fuse(snapshot: Snapshot, fusion: Fusion, dense: Found, sparse: Found) -> list[Hit]:
    """Return the chunks of both legs as one ranking."""
    candidates = np.union1d(dense.positions, sparse.positions)
    columns = [np.full(len(candidates), np.nan) for _ in range(2)]
    for column, found in zip(columns, (dense, sparse), strict=True):
        column[np.searchsorted(candidates, found.positions)] = found.scores
    scores = fusion.fuse(*columns)
    return [
        Hit(
            chunk=snapshot.chunks[candidates[row]],
            score=float(scores[row]),
            dense=_known(columns[0][row]),
            sparse=_known(columns[1][row]),
        )
        for row in np.argsort(-scores, kind="stable")
    ]


def _shown(snapshot: Snapshot, neighbours: Neighbours, visible: Mask, depth: int) -> Found:
    """Leave out what the snapshot doesn't hold, or not for these labels."""
    places = [snapshot.positions.get(chunk_id, -1) for chunk_id in neighbours.ids]
    rows = [row for row, place in enumerate(places) if place >= 0 and visible[place]][:depth]
    return Found(np.array([places[row] for row in rows], np.intp), neighbours.cosines[rows])


def _known(score: float) -> float | None:
    return None if math.isnan(score) else float(score)
