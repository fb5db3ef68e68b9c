from __future__ import annotations

import numpy as np
import pytest

from projects.chatbot_rag.documents import Chunk, Hit
from projects.chatbot_rag.index.diversity import diversify


def make_hits(*scores: float) -> list[Hit]:
    return [
        Hit(Chunk((), 0, 1, "x", str(number), "d", "T", "public"), score, None, None)
        for number, score in enumerate(scores)
    ]


def order(hits: list[Hit]) -> list[str]:
    return [hit.chunk.id for hit in hits]


ALIKE = {
    "0": np.array([1, 0], np.float32),
    "1": np.array([1, 0], np.float32),
    "2": np.array([0, 1], np.float32),
}


@pytest.mark.parametrize(("relevance", "expected"), [(1.0, ["0", "1", "2"]), (0.5, ["0", "2", "1"])])
def test_what_is_like_a_better_hit_comes_later(relevance: float, expected: list[str]) -> None:
    assert order(diversify(make_hits(3, 2, 1), ALIKE, relevance, 3)) == expected


def test_a_hit_without_a_vector_is_like_no_other() -> None:
    vectors = {name: ALIKE[name] for name in ("0", "1")}
    assert order(diversify(make_hits(3, 2, 1), vectors, 0.5, 2)) == ["0", "2"]


def test_it_gives_as_many_as_there_are() -> None:
    assert order(diversify(make_hits(1, 1), {}, 0.5, 5)) == ["0", "1"]
    assert diversify([], {}, 0.5, 5) == []
