"""Fewer hits that say the same: maximal marginal relevance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from projects.chatbot_rag.documents import Hit
from shared.encoder.protocol import Vectors as Matrix


def diversify(hits: Sequence[Hit], vectors: Mapping[str, Matrix], relevance: float, k: int) -> list[Hit]:
    """Pick k hits one by one, each the best by ``relevance`` × score - (1 - ``relevance``) × cosine to what is picked.

    Scores are min-max scaled over the hits. The cosine is the highest one to any hit picked before; a hit without a
    unit vector [dimension] is like no other. Carbonell & Goldstein, SIGIR 1998.
    """
    if not hits:
        return []
    scores = np.array([hit.score for hit in hits])
    spread = scores.max() - scores.min()
    scaled = (scores - scores.min()) / spread if spread else np.ones(len(hits))
    absent = np.zeros(len(next(iter(vectors.values()), ())), np.float32)
    matrix = np.stack([vectors.get(hit.chunk.id, absent) for hit in hits])
    likeness = np.zeros(len(hits))
    picked: list[int] = []
    while len(picked) < min(k, len(hits)):
        gain = relevance * scaled - (1 - relevance) * likeness
        gain[picked] = -np.inf
        best = int(np.argmax(gain))
        picked.append(best)
        likeness = np.maximum(likeness, matrix @ matrix[best])
    return [hits[number] for number in picked]
