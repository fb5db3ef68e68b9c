"""Exact matching: the labels of the taxonomy as they stand in a text, where they are meant and not negated."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from projects.resume_screener.resume import Span
from projects.resume_screener.skills.context import meant
from projects.resume_screener.skills.negation import is_negated
from projects.resume_screener.skills.taxonomy import Concept, Taxonomy
from projects.resume_screener.skills.vocabulary import Candidate, Vocabulary
from projects.resume_screener.skills.words import Word, words


@dataclass(frozen=True, slots=True)
class Match:
    """A label in a text. ``is_certain``: it is no everyday word, or its context tells that it is meant."""

    concept: Concept
    span: Span
    is_certain: bool


class Matcher:
    """Finds labels in time linear in the text. Never changes, so threads can share it."""

    def __init__(self, taxonomy: Taxonomy, *, everyday: Set[str] = frozenset()) -> None:
        """``everyday``: see ``Vocabulary``."""
        self.vocabulary = Vocabulary(taxonomy, everyday=everyday)

    def matches(self, text: str) -> list[Match]:
        """Return what the text says of skills, in order, without overlap; what it says is absent is left out."""
        found = words(text)
        candidates = list(self.vocabulary.candidates(text, found))
        covered = _covered(found, candidates)
        certain = meant(text, found, candidates)
        return [
            Match(candidate.entry.concept, _span(found, candidate), is_certain)
            for candidate, is_certain in zip(candidates, certain, strict=True)
            if not is_negated(found, covered, candidate)
        ]


def _covered(found: Sequence[Word], candidates: Sequence[Candidate]) -> list[bool]:
    covered = [False] * len(found)
    for candidate in candidates:
        covered[candidate.first : candidate.last] = [True] * (candidate.last - candidate.first)
    return covered


def _span(found: Sequence[Word], candidate: Candidate) -> Span:
    return found[candidate.first].start, found[candidate.last - 1].end
