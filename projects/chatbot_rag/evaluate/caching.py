"""How often the cache takes one question for another, and how often it knows one again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.cache import THRESHOLD, same_question
from projects.chatbot_rag.evaluate.golden import Part, Question
from shared.encoder.protocol import Encoder
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

PARAPHRASES_FILE = Path(__file__).with_name("paraphrases.jsonl")
BOTH, VECTORS = "as served", "by vectors alone"


class Pair(NamedTuple):
    """Two questions."""

    one: str
    other: str


@dataclass(frozen=True)
class Judged:
    """Whether the cache takes each of n pairs for one question, and whether it would by their vectors alone: [n]."""

    both: NDArray[np.bool_]
    vectors: NDArray[np.bool_]


def read_pairs(part: Part, *, same: bool, path: Path = PARAPHRASES_FILE) -> list[Pair]:
    """Return pairs that ask the same, or that differ in what changes the answer; every other line is of one half."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(row["a"], row["b"]) for row in rows[("dev", "test").index(part) :: 2] if row["same"] is same]


def different_pairs(questions: Sequence[Question]) -> list[Pair]:
    """Return all pairs of questions whose evidence differs."""
    known = [question for question in questions if question.quotes]
    return [
        Pair(one.standalone, other.standalone)
        for one, other in combinations(known, 2)
        if set(one.quotes) != set(other.quotes)
    ]


def judge(encoder: Encoder, pairs: Sequence[Pair]) -> Judged:
    """Decide as the cache does."""
    asked = list(dict.fromkeys(question for pair in pairs for question in pair))
    vector = dict(zip(asked, encoder.encode(asked), strict=True))
    near = np.array([vector[one] @ vector[other] >= THRESHOLD for one, other in pairs])
    return Judged(near & np.array([same_question(*pair) for pair in pairs]), near)


def table(encoder: Encoder, questions: Sequence[Question], part: Part, *, seed: int) -> Table:
    """Return the share of pairs that are taken for one question: of different ones, and of those that ask the same."""
    rows = {
        "different questions of the golden set": different_pairs(questions),
        "alike, but for what changes the answer": read_pairs(part, same=False),
        "the same in other words": read_pairs(part, same=True),
    }
    return Table(
        name="cache",
        title="Pairs of questions that the cache takes for one",
        columns=(
            Column(name="pairs", better="neither", decimals=0),
            Column(name=BOTH, better="neither", decimals=4),
            Column(name=VECTORS, better="neither", decimals=4),
        ),
        primary_metric=BOTH,
        rows=tuple(_row(name, judge(encoder, pairs), seed) for name, pairs in rows.items()),
    )


def _row(name: str, judged: Judged, seed: int) -> Row:
    shares = {BOTH: judged.both, VECTORS: judged.vectors}
    measured = {column: Metric.of(bootstrap_mean(values, seed=seed)) for column, values in shares.items()}
    return Row(name=name, metrics={"pairs": Metric(value=len(judged.both)), **measured})
