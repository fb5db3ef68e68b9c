"""Finds the borders in texts whose labels stand side by side with nothing but spaces between them.

A row is ``preferred label, other labels, description``. The labels of a row paraphrase each other: they begin and end
with the same words and no label needs a content word twice. So the words that begin and end labels are counted over
all rows, and each row is cut by dynamic programming (a semi-Markov model), twice: the second count rests on the first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

MAX_WORDS = 14
ROUNDS = 2
STARTER_SHARE = 0.3
"""Share of a capitalised word's occurrences that begin a description, from which on it is taken to begin one."""
SMOOTHING = 0.5
SAME_START, SAME_END = 2.2, 1.2
STEM = 5
"""Characters of a word that are compared: "operate" and "operating" are one."""
REPEATED_WORD = -4.0
BROKEN_PHRASE = -2.0
INSIDE_PARENTHESES, AFTER_PARENTHESES = -8.0, 6.0
_FUNCTION_WORDS = "a an and as at by for from in into of on or the to with within"
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
Words = Sequence[str]


@dataclass(frozen=True)
class Row:
    """The words of the labels, not yet cut, and the description as it is."""

    labels: tuple[str, ...]
    description: str


class DescriptionFinder:
    """Tells where the description begins: at a capitalised word that begins many descriptions."""

    def __init__(self, texts: Iterable[str]) -> None:
        first: Counter[str] = Counter()
        anywhere: Counter[str] = Counter()
        for text in texts:
            words = text.split()
            capitalised = [word for word in words[1:] if _is_capitalised(word)]
            anywhere.update(capitalised)
            if capitalised and words[0].islower():
                first[capitalised[0]] += 1
        self._share = {word: (count + SMOOTHING) / (anywhere[word] + 5) for word, count in first.items()}

    def row(self, text: str) -> Row:
        """Cut a text in two; without any capitalised word all of it is labels."""
        words = text.split()
        sentence = next((at for at, word in enumerate(words) if word.endswith(".")), len(words))
        candidates = [at for at in range(1, sentence) if _is_capitalised(words[at]) and _may_end(words[at - 1])]
        border = next((at for at in candidates if self._starts(words[at]) >= STARTER_SHARE), None)
        if border is None:
            border = max(candidates, key=lambda at: self._starts(words[at]), default=len(words))
        return Row(tuple(words[:border]), " ".join(words[border:]))

    def _starts(self, word: str) -> float:
        return self._share.get(word, 0.0)


@dataclass
class _Counts:
    starts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)

    def start(self, word: str) -> float:
        return _log_odds(self.starts, self.words, word)

    def end(self, word: str) -> float:
        return _log_odds(self.ends, self.words, word)

    def length(self, n: int) -> float:
        return math.log((self.lengths[n] + 1) / (sum(self.lengths.values()) + MAX_WORDS))


class LabelSplitter:
    """Cuts the words of a row into its labels; fitted on all rows that it shall cut."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._phrases = Counter(pair for row in rows for pair in _pairs(row.description.lower().split()))
        self._counts = _Counts()
        for row in rows:
            self._counts.words.update(row.labels)
            if row.labels:
                self._counts.starts[row.labels[0]] += 1
                self._counts.ends[row.labels[-1]] += 1
        self._lengths = [-0.1 * abs(n - 4) - 2.0 for n in range(MAX_WORDS + 1)]
        for _ in range(ROUNDS):
            self._count([self.split(row.labels) for row in rows])

    def split(self, words: Words) -> tuple[str, ...]:
        """Return the labels in order, repeated ones once. No words, no labels."""
        best = [0.0] + [-math.inf] * len(words)
        origin = [0] * (len(words) + 1)
        starts = [self._counts.start(word) + SAME_START * (word == words[0]) for word in words]
        ends = self._ends(words)
        stems = [word.lower()[:STEM] for word in words]
        for start in range(len(words)):
            repeated, seen = 0.0, set[str]()
            for end in range(start + 1, min(start + MAX_WORDS, len(words)) + 1):
                stem = stems[end - 1]
                repeated += REPEATED_WORD * (stem in seen and stem not in FUNCTION_WORDS)
                seen.add(stem)
                score = best[start] + starts[start] + ends[end - 1] + repeated + self._lengths[end - start]
                if score > best[end]:
                    best[end], origin[end] = score, start
        return tuple(dict.fromkeys(" ".join(words[start:end]) for start, end in _segments(origin)))

    def _ends(self, words: Words) -> list[float]:
        """Score a border after each word."""
        depth, scores = 0, []
        for at, word in enumerate(words):
            depth += word.count("(") - word.count(")")
            following = words[at + 1] if at + 1 < len(words) else ""
            phrase = BROKEN_PHRASE * min(1.0, self._phrases[word.lower(), following.lower()] / 3)
            opened = INSIDE_PARENTHESES * (depth > 0 or following.startswith("("))
            closed = AFTER_PARENTHESES * (depth == 0 and word.endswith(")"))
            scores.append(self._counts.end(word) + SAME_END * (word == words[-1]) + phrase + opened + closed)
        return scores

    def _count(self, labels: Iterable[tuple[str, ...]]) -> None:
        counts = _Counts(words=self._counts.words)
        for label in (label.split() for row in labels for label in row):
            counts.starts[label[0]] += 1
            counts.ends[label[-1]] += 1
            counts.lengths[len(label)] += 1
        self._counts = counts
        self._lengths = [counts.length(n) for n in range(MAX_WORDS + 1)]


def _is_capitalised(word: str) -> bool:
    bare = word.lstrip("'\"‘“(")
    return bare[:1].isupper() or bare[:1].isdigit()


def _may_end(word: str) -> bool:
    return word.lower() not in FUNCTION_WORDS and not word.endswith(("(", ","))


def _pairs(words: Words) -> Iterator[tuple[str, str]]:
    return pairwise(words)


def _log_odds(counts: Counter[str], words: Counter[str], word: str) -> float:
    """Return the log odds that an occurrence of the word is one that is counted."""
    count = counts[word]
    return math.log((count + SMOOTHING) / (max(words[word] - count, 0) + SMOOTHING))


def _segments(origin: Sequence[int]) -> list[tuple[int, int]]:
    end, segments = len(origin) - 1, []
    while end > 0:
        segments.append((origin[end], end))
        end = origin[end]
    return segments[::-1]
