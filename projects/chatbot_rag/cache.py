"""Answers that were given already, found again by the meaning of the question."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import numpy as np

from projects.chatbot_rag.documents import Access
from projects.chatbot_rag.words import code_terms, content_words, is_negated, numbers, stem
from shared.encoder.protocol import Vectors

T = TypeVar("T")

THRESHOLD = 0.85
"""Smallest cosine of two questions that are taken for one. Chosen on half of the golden questions and of the pairs in
``evaluate/paraphrases.jsonl``."""

_SYNONYMS = """
    avoid prevent stop
    explain describe define
    difference differ compare comparison vs versus
    choose pick select
    big large
    small little
    fast quick quickly
    begin start
    error mistake
    often frequently
    picture image photo
    improve better
    purpose point
    repo repository
    optimise optimize
    regularise regularize
    normalise normalize
    generalise generalize
    initialise initialize
    standardise standardize
    neighbour neighbor
    behaviour behavior
    centre center
"""
_SAME = {stem(word): line.split()[0] for line in _SYNONYMS.strip().splitlines() for word in line.split()}
_FILLERS = "explain describe define please quickly short shortly question example actually exactly"
_FILLER = frozenset(stem(word) for word in _FILLERS.split())
_ASKED = re.compile(
    r"\bhow (?:many|much|long|often|large|big|fast|far|old|sure|likely)\b|\b(?:why|when|where|who|whose)\b"
)
_RELATIONS = re.compile(r"\b(?:before|after|above|below|without|instead|against|only|during|until|since)\b")
_DIRECTED = re.compile(r"\b(?:than|from|into|over|before|after|against|of|(?<!how )to)\b")
_MEANING = re.compile(r"^(.*\bwhat do(?:es)? .*?)\bmean\W*$")
_LONG = 5


@dataclass(frozen=True)
class CacheKey:
    """What must be equal for an answer to be given again: the state of the index, and what the asker may see."""

    version: int
    revision: int
    access: Access


@dataclass(frozen=True)
class _Entry(Generic[T]):
    question: str
    vector: Vectors
    value: T


class SemanticCache(Generic[T]):
    """Keeps the last ``entries`` values. Safe to use from several threads; with no entries it keeps nothing.

    Within one key a question is known when its vector is near enough and ``same_question`` agrees: vectors alone take
    "top 5" for "top 10". A cache belongs to one model and one writer.
    """

    def __init__(self, entries: int, threshold: float = THRESHOLD) -> None:
        self._size = entries
        self._threshold = threshold
        self._entries: OrderedDict[tuple[CacheKey, str], _Entry[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: CacheKey, question: str, vector: Vectors) -> T | None:
        """Return what was put for the question or for the most similar one that asks the same; None when there is none.

        ``vector`` is the question's unit vector [dimension].
        """
        with self._lock:
            known = [(place, entry) for place, entry in self._entries.items() if place[0] == key]
        if not known:
            return None
        cosines = np.stack([entry.vector for _, entry in known]) @ vector
        for index in np.argsort(-cosines, kind="stable"):
            place, entry = known[int(index)]
            if cosines[index] < self._threshold:
                return None
            if same_question(question, entry.question):
                with self._lock:
                    if place in self._entries:
                        self._entries.move_to_end(place)
                return entry.value
        return None

    def put(self, key: CacheKey, question: str, vector: Vectors, value: T) -> None:
        """Keep a value for a question; what was asked for least recently makes room."""
        place = (key, question)
        with self._lock:
            self._entries[place] = _Entry(question, vector, value)
            self._entries.move_to_end(place)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def __len__(self) -> int:
        return len(self._entries)


def same_question(one: str, other: str) -> bool:
    """Whether two questions differ in nothing that changes the answer, as far as their words tell.

    Numbers, negation, code and quoted terms, what is asked for (why, when, how many …), words like "before" and the
    content words must be equal, spelling mistakes, fillers and a few synonyms aside; where the order tells who does
    what, so must the order.
    """
    a, b = _facets(one), _facets(other)
    if a.exact != b.exact:
        return False
    if not _pair_up(a.terms, b.terms):
        return False
    return not (a.directed or b.directed) or all(_alike(x, y) for x, y in zip(a.terms, b.terms, strict=True))


@dataclass(frozen=True)
class _Facets:
    """What two questions are compared by: ``exact`` must be equal, ``terms`` nearly."""

    exact: tuple[object, ...]
    terms: tuple[str, ...]
    directed: bool


@lru_cache(maxsize=4_096)
def _facets(question: str) -> _Facets:
    lower = question.lower()
    asked = _ASKED.search(lower)
    named = _MEANING.sub(r"\1", lower)
    relations = frozenset(_RELATIONS.findall(lower))
    terms = dict.fromkeys(_SAME.get(term, term) for term in content_words(named) if term not in _FILLER)
    return _Facets(
        exact=(numbers(question), is_negated(question), code_terms(question), asked and asked[0], relations),
        terms=tuple(terms),
        directed=_DIRECTED.search(lower) is not None,
    )


def _pair_up(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether every term has its own counterpart among the others."""
    left = [term for term in others if term not in some]
    for term in some:
        if term not in others:
            match = next((other for other in left if _alike(term, other)), None)
            if match is None:
                return False
            left.remove(match)
    return not left and bool(some)


def _alike(one: str, other: str) -> bool:
    """Equal, or long words of which one letter is added, missing, changed or swapped with its neighbour."""
    if one == other:
        return True
    if min(len(one), len(other)) < _LONG or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    head = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    a, b = one[head:], other[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
