"""The skills that a text names: exact labels, and a tagger that judges everyday words where they stand."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from pathlib import Path
from typing import Self

from projects.resume_screener.resume import Mention, Skill, Span
from projects.resume_screener.skills.everyday import EVERYDAY
from projects.resume_screener.skills.evidence import Sentences
from projects.resume_screener.skills.judge import Judge, WordEncoder
from projects.resume_screener.skills.matcher import Match, Matcher
from projects.resume_screener.skills.tagger import FILE as TAGGER_FILE
from projects.resume_screener.skills.tagger import Tagger
from projects.resume_screener.skills.taxonomy import Concept, Taxonomy
from projects.resume_screener.skills.vocabulary import Vocabulary


class SkillFinder:
    """Finds skills in resumes and job ads alike, in time linear in the text. Threads can share it.

    The tagger is a judge, not a source: a span that it marks counts only where it is a known label. What no taxonomy
    knows could not be compared between a resume and a job.
    """

    def __init__(self, taxonomy: Taxonomy, judge: Judge | None = None) -> None:
        """Without a ``judge``, everyday words count only by the rules of ``context``."""
        self.taxonomy = taxonomy
        self.judge = judge
        self._matcher = Matcher(taxonomy, everyday=EVERYDAY)

    @classmethod
    def load(cls, folder: Path, encoder: WordEncoder) -> Self:
        """Read what ``save`` wrote; the tagger may be absent, and reads with ``encoder``.

        Raises TaxonomyError and TaggerError.
        """
        judge = Judge(Tagger.load(folder), encoder) if (folder / TAGGER_FILE).exists() else None
        return cls(Taxonomy.load(folder), judge)

    def save(self, folder: Path) -> None:
        """Write the taxonomy and, if there is one, the tagger."""
        self.taxonomy.save(folder)
        if self.judge is not None:
            self.judge.tagger.save(folder)

    @property
    def vocabulary(self) -> Vocabulary:
        """The labels that it looks for."""
        return self._matcher.vocabulary

    def without_judge(self) -> Self:
        """Return a finder with the same labels that needs no encoder: everyday words count by rules alone."""
        finder = copy(self)
        finder.judge = None
        return finder

    def find(self, text: str) -> tuple[Skill, ...]:
        """Return the skills in the order of their first mention; spans are positions in ``text``."""
        sentences = Sentences(text)
        mentions: dict[str, list[Mention]] = {}
        concepts: dict[str, Concept] = {}
        for match in self._meant(text, sentences):
            concepts[match.concept.id] = match.concept
            mention = Mention(span=match.span, evidence=sentences.around(*match.span))
            mentions.setdefault(match.concept.id, []).append(mention)
        return tuple(Skill(id=key, label=concepts[key].label, mentions=tuple(found)) for key, found in mentions.items())

    def matches(self, text: str) -> list[Match]:
        """Return the labels that are meant, in order, without overlap."""
        return self._meant(text, Sentences(text))

    def _meant(self, text: str, sentences: Sentences) -> list[Match]:
        found = self._matcher.matches(text)
        marked = self._marked(text, {sentences.around(*match.span) for match in found if not match.is_certain})
        return [match for match in found if match.is_certain or match.span in marked]

    def _marked(self, text: str, doubtful: Collection[Span]) -> frozenset[Span]:
        """Return what the tagger marks in sentences; only those with an everyday word are worth its time.

        A word must be all of a marked span: as part of a longer phrase it proves nothing.
        """
        if self.judge is None or not doubtful:
            return frozenset()
        return frozenset(self.judge.spans(text, sorted(doubtful), self.vocabulary))
