"""The labels of a taxonomy, ready to be looked up in a text: the longest one that begins at a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from projects.resume_screener.skills.taxonomy import Concept, Kind, Taxonomy
from projects.resume_screener.skills.words import Word, forms

MAX_WORDS = 8
SHORTEST_VERSIONED = 3
"""Letters that a name needs before a number may be glued to it: Java8, Python3."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a label means.

    ``is_common``: it is an everyday word as well. ``plural``: what the written form must begin with, as a window is not
    Windows; empty for any.
    """

    concept: Concept
    label: str
    is_common: bool
    plural: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``first`` up to, not including, ``last`` are a label."""

    first: int
    last: int
    entry: Entry


class Vocabulary:
    """Looks labels up. Never changes, so threads can share it."""

    def __init__(self, taxonomy: Taxonomy, *, everyday: Set[str] = frozenset()) -> None:
        """``everyday``: forms of labels that are common words as well, whatever concept they belong to."""
        self._entries: dict[str, Entry] = {}
        self._longest: dict[str, int] = {}
        for concept in taxonomy.concepts:
            for label in concept.labels:
                self._add(concept, label, everyday)

    def candidates(self, text: str, words: Sequence[Word]) -> Iterator[Candidate]:
        """Yield the labels in the text from left to right, without overlap; of two that begin together, the longer."""
        at = 0
        while at < len(words):
            candidate = self._longest_at(text, words, at)
            if candidate is not None:
                yield candidate
            at = candidate.last if candidate else at + 1

    def entry(self, label: str) -> Entry | None:
        """Return what a label means by itself."""
        return self._entries.get(" ".join(forms(label)))

    def _add(self, concept: Concept, label: str, everyday: Set[str]) -> None:
        parts = forms(label.split(" (")[0])
        key = " ".join(parts)
        if not parts or len(parts) > MAX_WORDS or key in self._entries:
            return
        is_technology = concept.kind is Kind.TECHNOLOGY
        plural = label.lower() if is_technology and len(parts) == 1 and len(key) < len(label) else ""
        self._entries[key] = Entry(concept, label, label in concept.common or key in everyday, plural)
        for opening in (parts[0], " ".join(parts[:2])):
            self._longest[opening] = max(len(parts), self._longest.get(opening, 0))

    def _longest_at(self, text: str, words: Sequence[Word], at: int) -> Candidate | None:
        first = words[at].form
        if first not in self._longest:
            return self._versioned(words, at)
        pair = f"{first} {words[at + 1].form}" if at + 1 < len(words) else first
        for n in range(min(self._longest.get(pair, 1), len(words) - at), 0, -1):
            entry = self._entries.get(" ".join(word.form for word in words[at : at + n]))
            if entry and text[words[at].start : words[at + n - 1].end].lower().startswith(entry.plural):
                return Candidate(at, at + n, entry)
        return None

    def _versioned(self, words: Sequence[Word], at: int) -> Candidate | None:
        form = words[at].form
        name = form.rstrip("0123456789.")
        entry = self._entries.get(name) if SHORTEST_VERSIONED <= len(name) < len(form) else None
        if entry is None or entry.is_common or entry.concept.kind is not Kind.TECHNOLOGY:
            return None
        return Candidate(at, at + 1, entry)
